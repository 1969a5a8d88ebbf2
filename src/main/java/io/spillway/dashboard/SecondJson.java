package io.spillway.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;

import io.spillway.fleet.ReplicaState;
import io.spillway.record.Quantiles;
import io.spillway.record.SecondRow;

import java.io.IOException;
import java.util.Locale;

/**
 * A second as JSON, under the column names and with the six decimals of {@code timeseries.csv};
 * null is what was not measured.
 */
final class SecondJson {
    private SecondJson() {}

    /**
     * The form of the stream. Replicas are arrays, in the order id, state, waiting, running, KV
     * usage, sent, weight: there are many of them, every second.
     */
    static void compact(JsonGenerator out, SecondRow row) throws IOException {
        out.writeStartObject();
        totals(out, row);
        out.writeArrayFieldStart("replicas");
        for (SecondRow.Replica replica : row.replicas()) {
            out.writeStartArray();
            out.writeString(replica.id().value());
            out.writeString(label(replica.state()));
            number(out, replica.waiting());
            number(out, replica.running());
            number(out, replica.kvUsage());
            out.writeNumber(replica.sent());
            number(out, replica.weight());
            out.writeEndArray();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** The form of the state document, with every key spelt out. */
    static void full(JsonGenerator out, SecondRow row) throws IOException {
        out.writeStartObject();
        totals(out, row);
        out.writeArrayFieldStart("replicas");
        for (SecondRow.Replica replica : row.replicas()) {
            out.writeStartObject();
            out.writeStringField("id", replica.id().value());
            out.writeStringField("state", label(replica.state()));
            field(out, "waiting", replica.waiting());
            field(out, "running", replica.running());
            field(out, "kv_usage", replica.kvUsage());
            out.writeNumberField("sent", replica.sent());
            field(out, "weight", replica.weight());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void totals(JsonGenerator out, SecondRow row) throws IOException {
        SecondRow.Counts counts = row.counts();
        field(out, "time_s", row.atNanos() / 1e9);
        out.writeNumberField("offered", counts.offered());
        out.writeNumberField("sent", counts.sent());
        out.writeNumberField("finished", counts.finished());
        out.writeNumberField("errors", counts.errors());
        out.writeNumberField("in_flight", counts.inFlight());
        out.writeNumberField("held", counts.held());
        quantiles(out, "ttft", row.ttft());
        quantiles(out, "itl", row.itl());
        out.writeNumberField("input_tokens", counts.inputTokens());
        out.writeNumberField("output_tokens", counts.outputTokens());
        field(out, "waiting", row.waiting());
        field(out, "running", row.running());
        field(out, "kv_usage", row.kvUsage());
        out.writeNumberField("replicas_starting", row.count(ReplicaState.STARTING));
        out.writeNumberField("replicas_ready", row.count(ReplicaState.READY));
        out.writeNumberField("replicas_draining", row.count(ReplicaState.DRAINING));
        field(out, "loop_lag_p99_s", row.loopLagP99Seconds());
    }

    private static void quantiles(JsonGenerator out, String metric, Quantiles quantiles)
            throws IOException {
        field(out, metric + "_p50_s", quantiles.p50Seconds());
        field(out, metric + "_p95_s", quantiles.p95Seconds());
        field(out, metric + "_p99_s", quantiles.p99Seconds());
    }

    private static void field(JsonGenerator out, String name, double value) throws IOException {
        out.writeFieldName(name);
        number(out, value);
    }

    static void number(JsonGenerator out, double value) throws IOException {
        if (!Double.isFinite(value)) {
            out.writeNull();
            return;
        }
        double rounded = Math.round(value * 1e6) / 1e6;
        if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15) {
            out.writeNumber((long) rounded);
        } else {
            out.writeNumber(rounded);
        }
    }

    static String label(ReplicaState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
