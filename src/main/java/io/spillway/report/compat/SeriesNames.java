package io.spillway.report.compat;

import io.spillway.analysis.ServerView;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/** What inference-perf's server files call the servers' own series. */
final class SeriesNames {
    private static final String REQUESTS = "e2e_request_latency_seconds_count";
    private static final String TPOT = "request_time_per_output_token_seconds";
    private static final String ITL = "inter_token_latency_seconds";

    /** Theirs by ours: gauges and histograms. */
    private static final Map<String, String> FIGURES = figures();

    private SeriesNames() {}

    private static Map<String, String> figures() {
        var names = new LinkedHashMap<String, String>();
        names.put("num_requests_waiting", "queue_len");
        names.put("num_requests_running", "num_requests_running");
        names.put("kv_cache_usage_perc", "kv_cache_usage_percentage");
        names.put("e2e_request_latency_seconds", "request_latency");
        names.put("time_to_first_token_seconds", "time_to_first_token");
        names.put(ITL, "inter_token_latency");
        names.put("request_queue_time_seconds", "request_queue_time");
        names.put("request_inference_time_seconds", "request_inference_time");
        names.put("request_prefill_time_seconds", "request_prefill_time");
        names.put("request_decode_time_seconds", "request_decode_time");
        names.put("request_prompt_tokens", "request_prompt_tokens");
        names.put("request_generation_tokens", "request_generation_tokens");
        names.put("request_max_num_generation_tokens", "request_max_num_generation_tokens");
        names.put("request_params_n", "request_params_n");
        names.put("request_params_max_tokens", "request_params_max_tokens");
        names.put("iteration_tokens_total", "iteration_tokens");
        names.put("request_prefill_kv_computed_tokens", "request_prefill_kv_computed_tokens");
        names.put("kv_block_idle_before_evict_seconds", "kv_block_idle_before_evict");
        names.put("kv_block_lifetime_seconds", "kv_block_lifetime");
        names.put("kv_block_reuse_gap_seconds", "kv_block_reuse_gap");
        return names;
    }

    /** Adds all that the view has. */
    static void add(Map<String, Double> values, ServerView view) {
        FIGURES.forEach((ours, theirs) -> tail(values, theirs, view.figures().get(ours)));
        // Servers before the histogram of requests' means have the gaps' only.
        tail(
                values,
                "time_per_output_token",
                view.figures().getOrDefault(TPOT, view.figures().get(ITL)));
        double requests = view.counter(REQUESTS);
        put(values, "count", requests);
        put(values, "rate", requests / view.seconds());
        tokens(values, "prompt_len", view, "prompt_tokens_total");
        tokens(values, "output_len", view, "generation_tokens_total");
        hits(values, "prefix_cache_hit_percent", view, "prefix_cache");
        hits(values, "external_prefix_cache_hit_percent", view, "external_prefix_cache");
        hits(values, "mm_cache_hit_percent", view, "mm_cache");
        aSecond(values, "num_preemptions_total", view, "num_preemptions_total");
        aSecond(values, "request_success_count", view, "request_success_total");
        aSecond(values, "prompt_tokens_cached", view, "prompt_tokens_cached_total");
        aSecond(values, "corrupted_requests", view, "corrupted_requests_total");
    }

    private static void tail(
            Map<String, Double> values, String name, ServerView.@Nullable Tail tail) {
        if (tail != null) {
            put(values, name + ".mean", tail.mean());
            put(values, name + ".median", tail.p50());
            put(values, name + ".p90", tail.p90());
            put(values, name + ".p99", tail.p99());
        }
    }

    /** Of a request, and a second. */
    private static void tokens(
            Map<String, Double> values, String name, ServerView view, String counter) {
        put(values, name + ".mean", view.counter(counter) / view.counter(REQUESTS));
        put(values, name + ".rate", view.counter(counter) / view.seconds());
    }

    private static void hits(
            Map<String, Double> values, String name, ServerView view, String cache) {
        double asked = view.counter(cache + "_queries_total");
        put(values, name + ".mean", 100 * view.counter(cache + "_hits_total") / asked);
    }

    private static void aSecond(
            Map<String, Double> values, String name, ServerView view, String counter) {
        put(values, name + ".mean", view.counter(counter) / view.seconds());
    }

    /** Only what was measured. */
    private static void put(Map<String, Double> values, String name, double value) {
        if (Double.isFinite(value)) {
            values.put(name, value);
        }
    }
}
