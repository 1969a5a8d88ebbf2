package io.spillway.sim.http;

import io.spillway.sim.EngineLimits;
import io.spillway.sim.EngineStats;
import io.spillway.sim.InferenceEngine;
import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.http.Exposition.Labels;
import io.spillway.sim.http.ServerMetrics.Bytes;
import io.spillway.sim.http.ServerMetrics.HttpKey;
import io.spillway.sim.http.ServerMetrics.HttpRoute;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
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
        bySource(
                page,
                "prompt_tokens_by_source",
                "Prompt tokens, by where they came from.",
                sourcesOfTokens());
        counter(
                page,
                "prompt_tokens_cached",
                "Prompt tokens that were not computed.",
                EngineStats::prefixHitTokens);
        bySource(
                page,
                "prompt_tokens_cached_by_source",
                "Prompt tokens that were not computed, by where they were kept.",
                sourcesOfCachedTokens());
        counter(page, "generation_tokens", "Tokens generated.", EngineStats::generationTokens);
        requestSuccess(page);
        admissionRejections(page);
        counter(page, "estimated_flops_per_gpu", unused, _ -> 0);
        counter(page, "estimated_read_bytes_per_gpu", unused, _ -> 0);
        counter(page, "estimated_write_bytes_per_gpu", unused, _ -> 0);
    }

    private void counter(
            Exposition page, String name, String help, ToDoubleFunction<EngineStats> value) {
        page.counter("vllm:" + name, help, labels, () -> value.applyAsDouble(stats));
    }

    private Map<String, DoubleSupplier> sourcesOfTokens() {
        Map<String, DoubleSupplier> sources = new LinkedHashMap<>();
        sources.put(
                "local_compute", () -> Math.max(0, stats.promptTokens() - stats.prefixHitTokens()));
        sources.put("local_cache_hit", () -> stats.prefixHitTokens());
        sources.put("external_kv_transfer", () -> 0);
        return sources;
    }

    private Map<String, DoubleSupplier> sourcesOfCachedTokens() {
        Map<String, DoubleSupplier> sources = new LinkedHashMap<>();
        sources.put("device", () -> stats.prefixHitTokens());
        for (String elsewhere : List.of("host", "p2p", "disk", "external_unspecified")) {
            sources.put(elsewhere, () -> 0);
        }
        return sources;
    }

    private void bySource(
            Exposition page, String shortName, String help, Map<String, DoubleSupplier> sources) {
        String name = "vllm:" + shortName;
        page.head(name, "counter", help);
        sources.forEach(
                (source, value) ->
                        page.sample(name + "_total", labels.with("source", source), value));
        page.createdHead(name, help);
        sources.keySet().forEach(source -> page.created(name, labels.with("source", source)));
    }

    /** A server without a limit of its queue turns nobody away, and says so. */
    private void admissionRejections(Exposition page) {
        String name = "vllm:admission_rejections";
        String help = "Requests turned away because the queue was full, by the limit.";
        Labels model = Labels.of("model_name", facts.model());
        List<String> limits = List.of("max_num_queued_reqs", "max_num_queued_tokens");
        page.head(name, "counter", help);
        limits.forEach(limit -> page.sample(name + "_total", model.with("reason", limit), () -> 0));
        page.createdHead(name, help);
        limits.forEach(limit -> page.created(name, model.with("reason", limit)));
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
        histogram(
                page,
                "request_num_preemptions",
                "How often a request went back to the queue.",
                metrics.preemptions);
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
                        "enable_prefix_caching", limits.prefixCaching() ? "True" : "False",
                        "engine", "0",
                        "gpu_memory_utilization", "0.92",
                        "is_attention_free", "False",
                        "kv_cache_size_tokens",
                                Long.toString((long) limits.kvBlocks() * limits.blockTokens()),
                        "num_cpu_blocks", "None",
                        "num_gpu_blocks", Integer.toString(limits.kvBlocks()),
                        "num_gpu_blocks_override", "None",
                        "sliding_window", "None");
        page.gauge("vllm:cache_config_info", "The cache's configuration.", config, () -> 1);
    }

    private void http(Exposition page) {
        requests(page);
        bytes(page, "http_request_size_bytes", "Bytes of requests.", bytes -> bytes.in);
        bytes(page, "http_response_size_bytes", "Bytes of responses.", bytes -> bytes.out);
        page.histogram(
                "http_request_duration_highr_seconds",
                "Seconds of requests.",
                Labels.of(),
                metrics.httpHighResolution);
        String name = "http_request_duration_seconds";
        String help = "Seconds of requests by handler.";
        page.head(name, "histogram", help);
        metrics.httpSeconds()
                .forEach((route, seconds) -> page.buckets(name, labels(route), seconds));
        page.createdHead(name, help);
        metrics.httpSeconds().keySet().forEach(route -> page.created(name, labels(route)));
    }

    private static Labels labels(HttpRoute route) {
        return Labels.of("handler", route.handler(), "method", route.method());
    }

    private void requests(Exposition page) {
        String name = "http_requests";
        String help = "Requests by handler, method and status.";
        page.head(name, "counter", help);
        metrics.http()
                .forEach(
                        (key, count) ->
                                page.sample(name + "_total", labels(key), () -> count.value));
        page.createdHead(name, help);
        metrics.http().keySet().forEach(key -> page.created(name, labels(key)));
    }

    private static Labels labels(HttpKey key) {
        return Labels.of(
                "handler", key.handler(), "method", key.method(), "status", key.statusClass());
    }

    private void bytes(Exposition page, String name, String help, ToDoubleFunction<Bytes> sum) {
        page.head(name, "summary", help);
        metrics.httpBytes()
                .forEach(
                        (handler, bytes) -> {
                            Labels of = Labels.of("handler", handler);
                            page.sample(name + "_count", of, () -> bytes.count);
                            page.sample(name + "_sum", of, () -> sum.applyAsDouble(bytes));
                        });
        page.createdHead(name, help);
        metrics.httpBytes()
                .keySet()
                .forEach(handler -> page.created(name, Labels.of("handler", handler)));
    }
}
