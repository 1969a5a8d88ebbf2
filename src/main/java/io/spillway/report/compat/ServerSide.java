package io.spillway.report.compat;

import io.spillway.analysis.ServerView;
import io.spillway.record.SecondRow;
import io.spillway.report.Json;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What the servers said about themselves over a span of time, by inference-perf's key, such as
 * {@code kv_cache_usage_percentage.p90} or {@code count}. A key without a value was not measured.
 */
public record ServerSide(Map<String, Double> values) {
    private static final List<String> MEAN = List.of("mean");
    private static final List<String> TAILS = List.of("mean", "median", "p90", "p99");
    private static final List<String> RATES = List.of("mean", "rate");

    /** Keys beyond those of the older files, each with mean and tails. */
    private static final List<String> HEAD_DISTRIBUTIONS =
            List.of(
                    "inter_token_latency",
                    "num_requests_running",
                    "request_queue_time",
                    "request_inference_time",
                    "request_prefill_time",
                    "request_decode_time",
                    "request_prompt_tokens",
                    "request_generation_tokens",
                    "request_max_num_generation_tokens",
                    "request_params_n",
                    "request_params_max_tokens",
                    "iteration_tokens",
                    "request_prefill_kv_computed_tokens",
                    "kv_block_idle_before_evict",
                    "kv_block_lifetime",
                    "kv_block_reuse_gap");

    private static final List<String> HEAD_COUNTERS =
            List.of(
                    "request_success_count",
                    "prompt_tokens_cached",
                    "external_prefix_cache_hit_percent",
                    "mm_cache_hit_percent",
                    "corrupted_requests");

    public ServerSide {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /**
     * What the polled series says between two run times: queue length (over all replicas) and the
     * cache usage of each replica in each second.
     */
    public static ServerSide of(List<SecondRow> seconds, long fromNanos, long toNanos) {
        List<SecondRow> within =
                seconds.stream()
                        .filter(row -> row.atNanos() > fromNanos && row.atNanos() <= toNanos)
                        .toList();
        var values = new TreeMap<String, Double>();
        put(values, "queue_len", within.stream().mapToDouble(SecondRow::waiting).toArray());
        put(
                values,
                "num_requests_running",
                within.stream().mapToDouble(SecondRow::running).toArray());
        put(values, "kv_cache_usage_percentage", perReplica(within, SecondRow.Replica::kvUsage));
        return new ServerSide(values);
    }

    private static double[] perReplica(
            List<SecondRow> rows, ToDoubleFunction<SecondRow.Replica> value) {
        return rows.stream().flatMap(row -> row.replicas().stream()).mapToDouble(value).toArray();
    }

    private static void put(Map<String, Double> values, String key, double[] samples) {
        double[] known =
                Arrays.stream(samples).filter(value -> !Double.isNaN(value)).sorted().toArray();
        if (known.length > 0) {
            values.put(key + ".mean", Arrays.stream(known).average().orElseThrow());
            values.put(key + ".median", at(known, 50));
            values.put(key + ".p90", at(known, 90));
            values.put(key + ".p99", at(known, 99));
        }
    }

    private static double at(double[] sorted, double percent) {
        return sorted[Math.max(0, (int) Math.ceil(percent / 100 * sorted.length) - 1)];
    }

    /** The same with what a source says, which wins. */
    ServerSide with(ServerView view) {
        var all = new TreeMap<>(values);
        SeriesNames.add(all, view);
        return new ServerSide(all);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The file's content. */
    Json json(InferencePerfOptions.Format format) {
        boolean head = format == InferencePerfOptions.Format.HEAD;
        var json = new Json();
        if (head) {
            json.put("benchmark_time_seconds", number("benchmark_time_seconds"));
        }
        json.put("load_summary", new Json());
        var successes =
                new Json()
                        .put("count", number("count"))
                        .put("rate", number("rate"))
                        .put("prompt_len", part("prompt_len", RATES))
                        .put("output_len", part("output_len", RATES))
                        .put("queue_len", part("queue_len", MEAN));
        for (String key :
                List.of(
                        "request_latency",
                        "time_to_first_token",
                        "time_per_output_token",
                        "kv_cache_usage_percentage")) {
            successes.put(key, part(key, TAILS));
        }
        for (String key :
                List.of(
                        "num_requests_swapped",
                        "num_preemptions_total",
                        "prefix_cache_hit_percent")) {
            successes.put(key, part(key, MEAN));
        }
        if (head) {
            HEAD_DISTRIBUTIONS.forEach(key -> successes.put(key, part(key, TAILS)));
            HEAD_COUNTERS.forEach(key -> successes.put(key, part(key, MEAN)));
        }
        return json.put("successes", successes).put("failures", new Json());
    }

    private Json part(String key, List<String> kinds) {
        var part = new Json();
        kinds.forEach(kind -> part.put(kind, number(key + "." + kind)));
        return part;
    }

    private @Nullable Object number(String key) {
        return values.get(key);
    }
}
