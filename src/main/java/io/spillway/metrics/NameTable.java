package io.spillway.metrics;

import static io.spillway.metrics.Series.histogram;
import static io.spillway.metrics.Series.label;
import static io.spillway.metrics.Series.max;
import static io.spillway.metrics.Series.sum;

import io.spillway.fleet.Signal;

import java.util.List;
import java.util.Locale;

/**
 * What a kind of server calls the series that matter here. Canonical names are those of {@link
 * Signal} and, beyond it, vLLM's newest without prefix.
 *
 * <p>Sources: vLLM's metric renames (0.8 to 0.32, both exposition flavours, and Ray Serve's
 * translation of the colon), SGLang's {@code --enable-metrics} page, TGI's metrics reference.
 */
public enum NameTable {
    /** {@code vllm:x}, {@code vllm_x} where a pipeline replaced the colon, {@code ray_vllm_x}. */
    VLLM(
            List.of("vllm:", "vllm_", "ray_vllm_", "ray_vllm:"),
            List.of(
                    sum(Signal.WAITING, "num_requests_waiting"),
                    sum(Signal.RUNNING, "num_requests_running"),
                    max(Signal.KV_USAGE, "kv_cache_usage_perc", "gpu_cache_usage_perc"),
                    sum(Signal.PREEMPTIONS, "num_preemptions_total", "num_preemptions"),
                    sum(Signal.PROMPT_TOKENS, "prompt_tokens_total", "prompt_tokens"),
                    sum(Signal.GENERATION_TOKENS, "generation_tokens_total", "generation_tokens"),
                    sum("request_success_total", "request_success_total", "request_success"),
                    sum(
                            "prefix_cache_queries_total",
                            "prefix_cache_queries_total",
                            "prefix_cache_queries",
                            "gpu_prefix_cache_queries_total",
                            "gpu_prefix_cache_queries"),
                    sum(
                            "prefix_cache_hits_total",
                            "prefix_cache_hits_total",
                            "prefix_cache_hits",
                            "gpu_prefix_cache_hits_total",
                            "gpu_prefix_cache_hits"),
                    histogram("time_to_first_token_seconds", "time_to_first_token_seconds"),
                    histogram(
                            "inter_token_latency_seconds",
                            "inter_token_latency_seconds",
                            "time_per_output_token_seconds"),
                    histogram(
                            "request_time_per_output_token_seconds",
                            "request_time_per_output_token_seconds"),
                    histogram("e2e_request_latency_seconds", "e2e_request_latency_seconds"),
                    histogram("request_queue_time_seconds", "request_queue_time_seconds"),
                    histogram("request_inference_time_seconds", "request_inference_time_seconds"),
                    histogram("request_prefill_time_seconds", "request_prefill_time_seconds"),
                    histogram("request_decode_time_seconds", "request_decode_time_seconds"),
                    histogram("request_prompt_tokens", "request_prompt_tokens"),
                    histogram("request_generation_tokens", "request_generation_tokens"),
                    histogram("iteration_tokens_total", "iteration_tokens_total"),
                    histogram(
                            "request_max_num_generation_tokens",
                            "request_max_num_generation_tokens"),
                    histogram("request_params_n", "request_params_n"),
                    histogram("request_num_preemptions", "request_num_preemptions"),
                    histogram("request_params_max_tokens", "request_params_max_tokens"),
                    histogram(
                            "request_prefill_kv_computed_tokens",
                            "request_prefill_kv_computed_tokens"),
                    histogram(
                            "kv_block_idle_before_evict_seconds",
                            "kv_block_idle_before_evict_seconds"),
                    histogram("kv_block_lifetime_seconds", "kv_block_lifetime_seconds"),
                    histogram("kv_block_reuse_gap_seconds", "kv_block_reuse_gap_seconds"),
                    sum(
                            "prompt_tokens_cached_total",
                            "prompt_tokens_cached_total",
                            "prompt_tokens_cached"),
                    sum(
                            "external_prefix_cache_queries_total",
                            "external_prefix_cache_queries_total"),
                    sum("external_prefix_cache_hits_total", "external_prefix_cache_hits_total"),
                    sum("mm_cache_queries_total", "mm_cache_queries_total"),
                    sum("mm_cache_hits_total", "mm_cache_hits_total"),
                    sum("corrupted_requests_total", "corrupted_requests_total"),
                    sum("admission_rejections_total", "admission_rejections_total"),
                    label("num_gpu_blocks", "cache_config_info"),
                    label("block_size", "cache_config_info"))),

    /** SGLang with {@code --enable-metrics}. */
    SGLANG(
            List.of("sglang:", "sglang_"),
            List.of(
                    sum(Signal.WAITING, "num_queue_reqs"),
                    sum(Signal.RUNNING, "num_running_reqs"),
                    max(Signal.KV_USAGE, "token_usage"),
                    sum(
                            Signal.PREEMPTIONS,
                            "num_retracted_requests_total",
                            "num_retracted_reqs_total"),
                    sum(Signal.PROMPT_TOKENS, "prompt_tokens_total"),
                    sum(Signal.GENERATION_TOKENS, "generation_tokens_total"),
                    sum("request_success_total", "num_requests_total"),
                    histogram("time_to_first_token_seconds", "time_to_first_token_seconds"),
                    histogram(
                            "inter_token_latency_seconds",
                            "inter_token_latency_seconds",
                            "time_per_output_token_seconds"),
                    histogram("e2e_request_latency_seconds", "e2e_request_latency_seconds"))),

    /** Text Generation Inference; it counts tokens when a request ends, and has no KV gauge. */
    TGI(
            List.of("tgi_"),
            List.of(
                    sum(Signal.WAITING, "queue_size"),
                    sum(Signal.RUNNING, "batch_current_size"),
                    sum(Signal.PROMPT_TOKENS, "request_input_length_sum"),
                    sum(Signal.GENERATION_TOKENS, "request_generated_tokens_sum"),
                    sum("request_success_total", "request_success", "request_success_total"),
                    histogram(
                            "request_time_per_output_token_seconds",
                            "request_mean_time_per_token_duration"),
                    histogram("e2e_request_latency_seconds", "request_duration"),
                    histogram("request_queue_time_seconds", "request_queue_duration"),
                    histogram("request_inference_time_seconds", "request_inference_duration"),
                    histogram("request_prompt_tokens", "request_input_length"),
                    histogram("request_generation_tokens", "request_generated_tokens")));

    @SuppressWarnings("ImmutableEnumChecker") // only ever List.of
    private final List<String> prefixes;

    @SuppressWarnings("ImmutableEnumChecker") // only ever List.of
    private final List<Series> series;

    NameTable(List<String> prefixes, List<Series> series) {
        this.prefixes = prefixes;
        this.series = series;
    }

    List<String> prefixes() {
        return prefixes;
    }

    List<Series> series() {
        return series;
    }

    /** Its name in configuration files. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
