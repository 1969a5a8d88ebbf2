package io.spillway.sim.http;

import io.spillway.sim.EngineLimits;
import io.spillway.sim.EngineStats;
import io.spillway.sim.InferenceEngine;
import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.http.Exposition.Labels;
import io.spillway.sim.http.ServerMetrics.HttpCounts;
import io.spillway.sim.http.ServerMetrics.HttpKey;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The {@code /metrics} page of one server. Confined to its loop. */
final class MetricsPage {

    private final Facts facts;
    private final InferenceEngine engine;
    private final ServerMetrics metrics;
    private final Labels labels;
    private EngineStats stats;
    private @Nullable Exposition layout;
    private int handlers;

    MetricsPage(Facts facts, InferenceEngine engine, ServerMetrics metrics) {
        this.facts = facts;
        this.engine = engine;
        this.metrics = metrics;
        this.labels = Labels.of("engine", "0", "model_name", facts.model());
        this.stats = engine.stats();
    }

    /** What does not change while the server lives. */
    record Facts(
            String model, MetricsFlavour flavour, double createdSeconds, EngineLimits limits) {}

    String contentType() {
        return facts.flavour().contentType();
    }

    String render() {
        stats = engine.stats();
        Exposition page = layout;
        if (page == null || handlers != metrics.http().size()) {
            handlers = metrics.http().size();
            page = layOut();
            layout = page;
        }
        return page.render();
    }

    private Exposition layOut() {
        Exposition page = new Exposition(facts.flavour(), facts.createdSeconds());
        gauges(page);
        counters(page);
        tokenHistograms(page);
        latencyHistograms(page);
        cacheConfig(page);
        if (facts.flavour() == MetricsFlavour.PYTHON) {
            http(page);
        }
        return page;
    }

    private void gauges(Exposition page) {
        gauge(page, "num_requests_running", "Requests in the running batch.", EngineStats::running);
        gauge(page, "num_requests_waiting", "Requests waiting to run.", EngineStats::waiting);
        String byReason = "vllm:num_requests_waiting_by_reason";
        page.head(byReason, "gauge", "Requests waiting to run, by why they wait.");
        page.sample(byReason, labels.with("reason", "capacity"), () -> stats.waiting());
        page.sample(byReason, labels.with("reason", "deferred"), () -> 0);
        String sleep = "vllm:engine_sleep_state";
        page.head(sleep, "gauge", "Whether the engine sleeps, and how deeply: 1 for its state.");
        page.sample(sleep, labels.with("sleep_state", "awake"), () -> 1);
        page.sample(sleep, labels.with("sleep_state", "weights_offloaded"), () -> 0);
        page.sample(sleep, labels.with("sleep_state", "discard_all"), () -> 0);
        gauge(
                page,
                "kv_cache_usage_perc",
                "Used share of the KV cache, from 0 to 1.",
                EngineStats::kvUsage);
    }

    private void gauge(
            Exposition page, String name, String help, ToDoubleFunction<EngineStats> value) {
        page.gauge("vllm:" + name, help, labels, () -> value.applyAsDouble(stats));
    }

    private void counters(Exposition page) {
        counter(
                page,
                "prefix_cache_queries",
                "Prompt tokens looked up in the prefix cache.",
                EngineStats::prefixQueryTokens);
        counter(
                page,
                "prefix_cache_hits",
                "Prompt tokens found in the prefix cache.",
                EngineStats::prefixHitTokens);
        String unused = "Not used by this server.";
        counter(page, "external_prefix_cache_queries", unused, _ -> 0);
        counter(page, "external_prefix_cache_hits", unused, _ -> 0);
        counter(page, "mm_cache_queries", unused, _ -> 0);
        counter(page, "mm_cache_hits", unused, _ -> 0);
        counter(
                page,
                "num_preemptions",
                "Running requests that went back to the queue.",
                EngineStats::preemptions);
        counter(page, "prompt_tokens", "Prompt tokens processed.", EngineStats::promptTokens);
        promptTokensBySource(page);
        counter(
                page,
                "prompt_tokens_cached",
                "Prompt tokens that were not computed.",
                EngineStats::prefixHitTokens);
        counter(page, "generation_tokens", "Tokens generated.", EngineStats::generationTokens);
        requestSuccess(page);
    }

    private void counter(
            Exposition page, String name, String help, ToDoubleFunction<EngineStats> value) {
        page.counter("vllm:" + name, help, labels, () -> value.applyAsDouble(stats));
    }

    private void promptTokensBySource(Exposition page) {
        String name = "vllm:prompt_tokens_by_source";
        String help = "Prompt tokens, by where they came from.";
        Labels computed = labels.with("source", "local_compute");
        Labels cached = labels.with("source", "local_cache_hit");
        Labels external = labels.with("source", "external_kv_transfer");
        page.head(name, "counter", help);
        page.sample(
                name + "_total",
                computed,
                () -> Math.max(0, stats.promptTokens() - stats.prefixHitTokens()));
        page.sample(name + "_total", cached, () -> stats.prefixHitTokens());
        page.sample(name + "_total", external, () -> 0);
        page.createdHead(name, help);
        page.created(name, computed);
        page.created(name, cached);
        page.created(name, external);
    }

    private void requestSuccess(Exposition page) {
        String name = "vllm:request_success";
        String help = "Requests that ended, by why they did.";
        page.head(name, "counter", help);
        for (FinishReason reason : FinishReason.values()) {
            Labels with = labels.with("finished_reason", SseEvents.label(reason));
            page.sample(name + "_total", with, () -> metrics.ended(reason));
        }
        page.sample(name + "_total", labels.with("finished_reason", "repetition"), () -> 0);
        page.createdHead(name, help);
        for (FinishReason reason : FinishReason.values()) {
            page.created(name, labels.with("finished_reason", SseEvents.label(reason)));
        }
        page.created(name, labels.with("finished_reason", "repetition"));
    }

    private void tokenHistograms(Exposition page) {
        histogram(page, "iteration_tokens_total", "Tokens of a step.", metrics.iterationTokens);
        histogram(page, "request_prompt_tokens", "Prompt lengths.", metrics.promptTokens);
        histogram(page, "request_generation_tokens", "Output lengths.", metrics.generationTokens);
        histogram(
                page,
                "request_max_num_generation_tokens",
                "Longest output of a request.",
                metrics.maxGenerationTokens);
        histogram(page, "request_params_n", "The parameter n of requests.", metrics.paramsN);
        histogram(
                page,
                "request_params_max_tokens",
                "The parameter max_tokens of requests.",
                metrics.paramsMaxTokens);
        histogram(
                page,
                "request_prefill_kv_computed_tokens",
                "Prompt tokens computed, cached ones left out.",
                metrics.prefillComputedTokens);
    }

    private void latencyHistograms(Exposition page) {
        histogram(
                page,
                "time_to_first_token_seconds",
                "Seconds from arrival to first token.",
                metrics.timeToFirstToken);
        histogram(
                page,
                "inter_token_latency_seconds",
                "Seconds between tokens.",
                metrics.interTokenLatency);
        histogram(
                page,
                "request_time_per_output_token_seconds",
                "Mean seconds per token after the first, of a request.",
                metrics.timePerOutputToken);
        histogram(page, "e2e_request_latency_seconds", "Seconds of a request.", metrics.endToEnd);
        histogram(page, "request_queue_time_seconds", "Seconds in the queue.", metrics.queueTime);
        histogram(
                page,
                "request_inference_time_seconds",
                "Seconds from schedule to last token.",
                metrics.inferenceTime);
        histogram(
                page,
                "request_prefill_time_seconds",
                "Seconds from schedule to first token.",
                metrics.prefillTime);
        histogram(
                page,
                "request_decode_time_seconds",
                "Seconds from first to last token.",
                metrics.decodeTime);
    }

    private void histogram(Exposition page, String name, String help, Histogram histogram) {
        page.histogram("vllm:" + name, help, labels, histogram);
    }

    private void cacheConfig(Exposition page) {
        EngineLimits limits = facts.limits();
        Labels config =
                Labels.of(
                        "block_size", Integer.toString(limits.blockTokens()),
                        "cache_dtype", "auto",
                        "calculate_kv_scales", "False",
                        "cpu_offload_gb", "0",
                        "enable_prefix_caching", limits.prefixCaching() ? "True" : "False",
                        "engine", "0",
                        "gpu_memory_utilization", "0.92",
                        "is_attention_free", "False",
                        "num_cpu_blocks", "None",
                        "num_gpu_blocks", Integer.toString(limits.kvBlocks()),
                        "num_gpu_blocks_override", "None",
                        "sliding_window", "None");
        page.gauge("vllm:cache_config_info", "The cache's configuration.", config, () -> 1);
    }

    private void http(Exposition page) {
        Map<HttpKey, HttpCounts> counts = metrics.http();
        requests(page, counts);
        bytes(page, "http_request_size_bytes", "Bytes of requests.", counts);
        bytes(page, "http_response_size_bytes", "Bytes of responses.", counts);
        String name = "http_request_duration_seconds";
        page.head(name, "histogram", "Seconds of requests by handler.");
        counts.forEach((key, count) -> page.buckets(name, handler(key), count.seconds));
        page.histogram(
                "http_request_duration_highr_seconds",
                "Seconds of requests.",
                Labels.of(),
                metrics.httpHighResolution);
    }

    private static void requests(Exposition page, Map<HttpKey, HttpCounts> counts) {
        String name = "http_requests";
        page.head(name, "counter", "Requests by handler, method and status.");
        counts.forEach(
                (key, count) -> page.sample(name + "_total", handler(key), count.seconds::count));
        page.createdHead(name, "Requests by handler, method and status.");
        counts.keySet().forEach(key -> page.created(name, handler(key)));
    }

    private static void bytes(
            Exposition page, String name, String help, Map<HttpKey, HttpCounts> counts) {
        boolean requests = name.contains("request_size");
        page.head(name, "summary", help);
        counts.forEach(
                (key, count) -> {
                    page.sample(name + "_count", handler(key), count.seconds::count);
                    page.sample(
                            name + "_sum",
                            handler(key),
                            () -> requests ? count.requestBytes : count.responseBytes);
                });
    }

    private static Labels handler(HttpKey key) {
        return Labels.of(
                "handler", key.handler(), "method", key.method(), "status", key.statusClass());
    }
}
