package io.spillway.report.compat;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** One of inference-perf's lifecycle files, of any generation. */
final class InferencePerfResult {
    private InferencePerfResult() {}

    /** Told by keys that came or were renamed. */
    static String generation(JsonNode file) {
        if (file.has("benchmark_time_seconds")) {
            return "after 0.2";
        }
        return file.path("load_summary").has("schedule_accuracy") ? "before 0.2" : "0.2";
    }

    static List<String> caveats(JsonNode file) {
        var caveats = new ArrayList<String>();
        caveats.add("rates of the whole run count the silence between stages");
        if (file.has("benchmark_time_seconds")) {
            caveats.add("gaps may be counted by token: those within one chunk are 0");
        } else {
            caveats.add(
                    "TPOT and ITL are taken between lines of the stream, empty ones included, and"
                            + " come out at about half");
            caveats.add("requests with a single token have no TTFT");
        }
        return caveats;
    }

    static ResultSet.Row row(String label, JsonNode file) {
        JsonNode load = file.path("load_summary");
        JsonNode successes = file.path("successes");
        JsonNode latency = successes.path("latency");
        JsonNode rates = successes.path("throughput");
        return new ResultSet.Row(
                label,
                number(load, "requested_rate"),
                number(load, "achieved_rate"),
                successes.path("count").longValue(),
                file.path("failures").path("count").longValue(),
                new ResultSet.Rates(
                        number(rates, "requests_per_sec"),
                        number(rates, "output_tokens_per_sec"),
                        number(rates, "total_tokens_per_sec")),
                tail(latency.path("time_to_first_token")),
                tail(latency.path("inter_token_latency")),
                tail(latency.path("time_per_output_token")),
                tail(latency.path("request_latency")));
    }

    private static ResultSet.Tail tail(JsonNode dist) {
        if (!dist.isObject()) {
            return ResultSet.Tail.UNKNOWN;
        }
        return new ResultSet.Tail(
                number(dist, "mean"),
                dist.has("median") ? number(dist, "median") : number(dist, "p50"),
                number(dist, "p90"),
                number(dist, "p95"),
                number(dist, "p99"));
    }

    static double number(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isNumber() ? value.doubleValue() : Double.NaN;
    }
}
