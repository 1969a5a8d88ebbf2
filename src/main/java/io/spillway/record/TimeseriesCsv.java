package io.spillway.record;

import io.spillway.fleet.ReplicaState;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A second as a line of {@code timeseries.csv}. An empty cell was not measured. */
final class TimeseriesCsv {
    static final List<String> COLUMNS =
            List.of(
                    "time_s",
                    "offered",
                    "sent",
                    "finished",
                    "errors",
                    "in_flight",
                    "held",
                    "ttft_p50_s",
                    "ttft_p95_s",
                    "ttft_p99_s",
                    "itl_p50_s",
                    "itl_p95_s",
                    "itl_p99_s",
                    "input_tokens",
                    "output_tokens",
                    "waiting",
                    "running",
                    "kv_usage",
                    "replicas_starting",
                    "replicas_ready",
                    "replicas_draining",
                    "loop_lag_p99_s",
                    "state_by_replica",
                    "waiting_by_replica",
                    "running_by_replica",
                    "kv_by_replica",
                    "sent_by_replica",
                    "weight_by_replica");

    private TimeseriesCsv() {}

    static void header(LineBuffer out) {
        out.clear().ascii(String.join(",", COLUMNS)).endLine();
    }

    static void write(LineBuffer out, SecondRow row) {
        SecondRow.Counts counts = row.counts();
        out.clear().seconds(row.atNanos());
        cell(out, counts.offered());
        cell(out, counts.sent());
        cell(out, counts.finished());
        cell(out, counts.errors());
        cell(out, counts.inFlight());
        cell(out, counts.held());
        quantiles(out, row.ttft());
        quantiles(out, row.itl());
        cell(out, counts.inputTokens());
        cell(out, counts.outputTokens());
        measured(out, row.waiting());
        measured(out, row.running());
        measured(out, row.kvUsage());
        cell(out, row.count(ReplicaState.STARTING));
        cell(out, row.count(ReplicaState.READY));
        cell(out, row.count(ReplicaState.DRAINING));
        measured(out, row.loopLagP99Seconds());
        states(out, row);
        list(out, row, SecondRow.Replica::waiting);
        list(out, row, SecondRow.Replica::running);
        list(out, row, SecondRow.Replica::kvUsage);
        list(out, row, SecondRow.Replica::sent);
        list(out, row, SecondRow.Replica::weight);
        out.endLine();
    }

    private static void cell(LineBuffer out, long value) {
        out.ascii(",").number(value);
    }

    private static void measured(LineBuffer out, double value) {
        out.ascii(",");
        if (!Double.isNaN(value)) {
            out.ratio(value);
        }
    }

    private static void quantiles(LineBuffer out, Quantiles quantiles) {
        measured(out, quantiles.p50Seconds());
        measured(out, quantiles.p95Seconds());
        measured(out, quantiles.p99Seconds());
    }

    private static void states(LineBuffer out, SecondRow row) {
        String separator = ",";
        for (SecondRow.Replica replica : row.replicas()) {
            out.ascii(separator).ascii(replica.id().value()).ascii("=");
            out.ascii(label(replica.state()));
            separator = ";";
        }
        if (row.replicas().isEmpty()) {
            out.ascii(separator);
        }
    }

    private static void list(
            LineBuffer out, SecondRow row, ToDoubleFunction<SecondRow.Replica> value) {
        String separator = ",";
        for (SecondRow.Replica replica : row.replicas()) {
            double measured = value.applyAsDouble(replica);
            if (!Double.isNaN(measured)) {
                out.ascii(separator).ascii(replica.id().value()).ascii("=").ratio(measured);
                separator = ";";
            }
        }
        if (separator.equals(",")) {
            out.ascii(separator);
        }
    }

    static String label(ReplicaState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
