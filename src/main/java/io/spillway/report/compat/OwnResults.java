package io.spillway.report.compat;

import io.spillway.analysis.Dist;
import io.spillway.analysis.RunSummary;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Our own summaries in the terms in which others can be compared: latencies from actual send. */
public final class OwnResults {
    private OwnResults() {}

    private record Head(String label, double requested, double achieved) {}

    /** Of a summary. */
    public static ResultSet of(RunSummary summary) {
        var rows = new ArrayList<ResultSet.Row>();
        rows.add(
                row(
                        new Head("all", Double.NaN, Double.NaN),
                        summary.requests(),
                        summary.throughput(),
                        summary.latency()));
        for (RunSummary.Stage stage : summary.stages()) {
            Double asked = stage.requestedRate();
            rows.add(
                    row(
                            new Head(
                                    "stage " + stage.index(),
                                    asked == null ? Double.NaN : asked,
                                    stage.achievedRate()),
                            stage.requests(),
                            stage.throughput(),
                            stage.latency()));
        }
        List<String> caveats =
                summary.validity().valid() ? List.of() : List.of("the measurement is not valid");
        return new ResultSet(summary.identity().runId(), "Spillway", rows, caveats);
    }

    private static ResultSet.Row row(
            Head head,
            RunSummary.Requests requests,
            RunSummary.Throughput throughput,
            RunSummary.Latency latency) {
        RunSummary.FromBoth ttft = latency.ttft();
        return new ResultSet.Row(
                head.label(),
                head.requested(),
                head.achieved(),
                requests.succeeded(),
                requests.failed(),
                new ResultSet.Rates(
                        throughput.requestsPerSecond(),
                        throughput.outputTokensPerSecond(),
                        throughput.totalTokensPerSecond()),
                tail(ttft == null ? null : ttft.fromSent()),
                tail(latency.itl()),
                tail(latency.tpot()),
                tail(latency.e2e().fromSent()));
    }

    private static ResultSet.Tail tail(@Nullable Dist dist) {
        return dist == null
                ? ResultSet.Tail.UNKNOWN
                : new ResultSet.Tail(dist.mean(), dist.p50(), dist.p90(), dist.p95(), dist.p99());
    }
}
