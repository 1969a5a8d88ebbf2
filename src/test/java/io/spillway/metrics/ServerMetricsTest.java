package io.spillway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.Signal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;

class ServerMetricsTest {

    /** The page of a two-engine vLLM, after vLLM's documented exposition. */
    private static final String VLLM =
            """
            # HELP vllm:num_requests_running Number of requests in model execution batches.
            # TYPE vllm:num_requests_running gauge
            vllm:num_requests_running{engine="0",model_name="M"} 64.0
            vllm:num_requests_running{engine="1",model_name="M"} 30.0
            # TYPE vllm:num_requests_waiting gauge
            vllm:num_requests_waiting{engine="0",model_name="M"} 17.0
            vllm:num_requests_waiting{engine="1",model_name="M"} 3.0
            # TYPE vllm:num_requests_waiting_by_reason gauge
            vllm:num_requests_waiting_by_reason{engine="0",model_name="M",reason="capacity"} 17.0
            # TYPE vllm:kv_cache_usage_perc gauge
            vllm:kv_cache_usage_perc{engine="0",model_name="M"} 0.25
            vllm:kv_cache_usage_perc{engine="1",model_name="M"} 0.9614
            # TYPE vllm:num_preemptions_total counter
            vllm:num_preemptions_total{engine="0",model_name="M"} 3.0
            # TYPE vllm:num_preemptions_created gauge
            vllm:num_preemptions_created{engine="0",model_name="M"} 1.7557e+09
            # TYPE vllm:request_success_total counter
            vllm:request_success_total{engine="0",finished_reason="stop",model_name="M"} 0.0
            vllm:request_success_total{engine="0",finished_reason="length",model_name="M"} 412.0
            # TYPE vllm:time_to_first_token_seconds histogram
            vllm:time_to_first_token_seconds_bucket{engine="0",le="0.001",model_name="M"} 0.0
            vllm:time_to_first_token_seconds_bucket{engine="0",le="0.1",model_name="M"} 120.0
            vllm:time_to_first_token_seconds_bucket{engine="1",le="0.1",model_name="M"} 5.0
            vllm:time_to_first_token_seconds_bucket{engine="0",le="+Inf",model_name="M"} 493.0
            vllm:time_to_first_token_seconds_bucket{engine="1",le="+Inf",model_name="M"} 7.0
            vllm:time_to_first_token_seconds_count{engine="0",model_name="M"} 493.0
            vllm:time_to_first_token_seconds_count{engine="1",model_name="M"} 7.0
            vllm:time_to_first_token_seconds_sum{engine="0",model_name="M"} 611.4
            vllm:iteration_tokens_total_sum{engine="0",model_name="M"} 9.0
            vllm:iteration_tokens_total_count{engine="0",model_name="M"} 2.0
            vllm:cache_config_info{block_size="16",engine="0",num_gpu_blocks="1712"} 1.0
            vllm:cache_config_info{block_size="16",engine="1",num_gpu_blocks="1712"} 1.0
            """;

    private static ServerMetrics read(String page, String model) {
        try {
            byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
            Exposition exposition =
                    new ExpositionParser(ExpositionParser.Limits.DEFAULT).parse(bytes);
            assertEquals(0, exposition.skippedLines(), exposition.firstProblem());
            return ServerMetrics.of(exposition, model);
        } catch (ExpositionException refused) {
            throw new AssertionError(refused);
        }
    }

    private static ServerMetrics read(String page) {
        return read(page, null);
    }

    @Test
    void addsUpEnginesAndTakesTheWorstKvUsage() {
        ServerMetrics metrics = read(VLLM);
        assertEquals(NameTable.VLLM, metrics.table());
        Map<String, Double> values = metrics.values();
        assertEquals(20, values.get(Signal.WAITING));
        assertEquals(94, values.get(Signal.RUNNING));
        assertEquals(0.9614, values.get(Signal.KV_USAGE));
        assertEquals(3, values.get(Signal.PREEMPTIONS));
        assertEquals(412, values.get("request_success_total"));
        assertEquals(500, values.get("time_to_first_token_seconds_count"));
        assertEquals(611.4, values.get("time_to_first_token_seconds_sum"));
        assertEquals(9, values.get("iteration_tokens_total_sum"));
        assertEquals(3424, values.get("num_gpu_blocks"));
        assertEquals(16, values.get("block_size"));
        assertFalse(values.containsKey(Signal.PROMPT_TOKENS), "absent is not zero");
        assertFalse(values.containsValue(1.7557e9), "_created is no value");
        assertEquals(
                Map.of(0.001, 0.0, 0.1, 125.0, Double.POSITIVE_INFINITY, 500.0),
                metrics.histograms().get("time_to_first_token_seconds"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vllm_", "ray_vllm_"})
    void takesEverySpellingOfThePrefix(String prefix) {
        assertEquals(read(VLLM).values(), read(VLLM.replace("vllm:", prefix)).values());
    }

    @Test
    void labelOrderAndIntegersDoNotMatter() {
        ServerMetrics metrics =
                read(
                        """
                        # TYPE vllm:num_requests_waiting gauge
                        vllm:num_requests_waiting{model_name="M",engine="0"} 17
                        # TYPE vllm:prompt_tokens counter
                        vllm:prompt_tokens_total{model_name="M",engine="0"} 105472
                        # EOF
                        """);
        assertEquals(17, metrics.values().get(Signal.WAITING));
        assertEquals(105472, metrics.values().get(Signal.PROMPT_TOKENS));
    }

    @Test
    void fallsBackToFormerNamesAndPrefersTheNew() {
        String former =
                """
                vllm:gpu_cache_usage_perc{model_name="M"} 0.5
                vllm:gpu_prefix_cache_hits_total{model_name="M"} 7
                vllm:time_per_output_token_seconds_count{model_name="M"} 9
                """;
        Map<String, Double> values = read(former).values();
        assertEquals(0.5, values.get(Signal.KV_USAGE));
        assertEquals(7, values.get("prefix_cache_hits_total"));
        assertEquals(9, values.get("inter_token_latency_seconds_count"));
        String both = former + "vllm:kv_cache_usage_perc{model_name=\"M\"} 0.6\n";
        assertEquals(0.6, read(both).values().get(Signal.KV_USAGE));
    }

    @Test
    void keepsTheAskedModelWhereThePageHasIt() {
        String page =
                """
                vllm:num_requests_waiting{engine="0",model_name="A"} 1
                vllm:num_requests_waiting{engine="0",model_name="B"} 2
                vllm:num_requests_running{engine="0",model_name="A"} 4
                """;
        assertEquals(3, read(page).values().get(Signal.WAITING));
        assertEquals(2, read(page, "B").values().get(Signal.WAITING));
        assertEquals(4, read(page, "B").values().get(Signal.RUNNING), "an adapter of A");
    }

    @Test
    void nanIsAbsent() {
        Map<String, Double> values =
                read("""
                                vllm:num_requests_waiting{engine="0"} NaN
                                vllm:num_requests_running{engine="0"} NaN
                                vllm:num_requests_running{engine="1"} 2
                                """)
                        .values();
        assertFalse(values.containsKey(Signal.WAITING));
        assertEquals(2, values.get(Signal.RUNNING));
    }

    @Test
    void readsSglang() {
        ServerMetrics metrics =
                read(
                        """
                        # TYPE sglang:num_running_reqs gauge
                        sglang:num_running_reqs{model_name="M"} 8.0
                        sglang:num_queue_reqs{model_name="M"} 4.0
                        sglang:token_usage{model_name="M"} 0.52
                        sglang:cache_hit_rate{model_name="M"} 0.28
                        sglang:generation_tokens_total{model_name="M"} 100.0
                        sglang:time_to_first_token_seconds_count{model_name="M"} 8
                        """);
        assertEquals(NameTable.SGLANG, metrics.table());
        assertEquals(4, metrics.values().get(Signal.WAITING));
        assertEquals(8, metrics.values().get(Signal.RUNNING));
        assertEquals(0.52, metrics.values().get(Signal.KV_USAGE), "usage, not the hit rate");
        assertEquals(100, metrics.values().get(Signal.GENERATION_TOKENS));
        assertEquals(8, metrics.values().get("time_to_first_token_seconds_count"));
    }

    @Test
    void readsTgi() {
        ServerMetrics metrics =
                read(
                        """
                        # TYPE tgi_queue_size gauge
                        tgi_queue_size 7
                        tgi_batch_current_size 4
                        # TYPE tgi_request_generated_tokens histogram
                        tgi_request_generated_tokens_bucket{le="1"} 0
                        tgi_request_generated_tokens_sum 8123
                        tgi_request_generated_tokens_count 44
                        """);
        assertEquals(NameTable.TGI, metrics.table());
        assertEquals(7, metrics.values().get(Signal.WAITING));
        assertEquals(4, metrics.values().get(Signal.RUNNING));
        assertEquals(8123, metrics.values().get(Signal.GENERATION_TOKENS));
    }

    @Test
    void aPageOfSomethingElseHasNoTable() {
        ServerMetrics metrics = read("process_cpu_seconds_total 1\n");
        assertNull(metrics.table());
        assertTrue(metrics.values().isEmpty());
    }
}
