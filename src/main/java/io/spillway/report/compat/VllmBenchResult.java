package io.spillway.report.compat;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** One result of {@code vllm bench serve}. */
final class VllmBenchResult {
    private VllmBenchResult() {}

    static ResultSet of(String name, JsonNode file) {
        double rate = InferencePerfResult.number(file, "request_rate");
        double duration = InferencePerfResult.number(file, "duration");
        long completed = file.path("completed").longValue();
        var row =
                new ResultSet.Row(
                        "all",
                        rate,
                        Double.NaN,
                        completed,
                        failed(file, completed),
                        new ResultSet.Rates(
                                InferencePerfResult.number(file, "request_throughput"),
                                InferencePerfResult.number(file, "output_throughput"),
                                InferencePerfResult.number(file, "total_token_throughput")),
                        tail(file, "ttft"),
                        tail(file, "itl"),
                        tail(file, "tpot"),
                        tail(file, "e2el"));
        var caveats = new ArrayList<String>();
        caveats.add("a stream that breaks off may be counted as a success");
        if (file.path("max_concurrency").isNumber()) {
            caveats.add("the wait for a free slot under max_concurrency is in no latency");
        }
        if (file.path("request_rate").asText().equals("inf")) {
            caveats.add("all requests were sent at once");
        }
        if (!Double.isFinite(duration)) {
            caveats.add("the file says no duration");
        }
        return new ResultSet(name, "vllm bench serve", List.of(row), caveats);
    }

    private static long failed(JsonNode file, long completed) {
        JsonNode failed = file.path("failed");
        return failed.isNumber()
                ? failed.longValue()
                : Math.max(0, file.path("num_prompts").longValue() - completed);
    }

    private static ResultSet.Tail tail(JsonNode file, String metric) {
        return new ResultSet.Tail(
                millis(file, "mean", metric),
                millis(file, "median", metric),
                millis(file, "p90", metric),
                millis(file, "p95", metric),
                millis(file, "p99", metric));
    }

    private static double millis(JsonNode file, String what, String metric) {
        return InferencePerfResult.number(file, what + "_" + metric + "_ms") / 1e3;
    }
}
