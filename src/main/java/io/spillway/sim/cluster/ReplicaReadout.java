package io.spillway.sim.cluster;

import io.spillway.fleet.Signal;
import io.spillway.sim.EngineObserver;
import io.spillway.sim.EngineStats;
import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.RequestTimeline;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a replica's metrics route would say, under canonical names. */
final class ReplicaReadout implements EngineObserver {
    private static final double NANOS = 1e9;

    private long ttftCount;
    private long ttftNanos;
    private long gapCount;
    private long gapNanos;
    private long succeeded;
    private long latencyNanos;
    private long queueNanos;

    @Override
    public void firstToken(long ttftNanos) {
        ttftCount++;
        this.ttftNanos += ttftNanos;
    }

    @Override
    public void laterTokens(long gapNanos, long count) {
        gapCount += count;
        this.gapNanos += gapNanos * count;
    }

    @Override
    public void ended(RequestTimeline timeline) {
        if (timeline.reason() == FinishReason.LENGTH || timeline.reason() == FinishReason.STOP) {
            succeeded++;
            latencyNanos += timeline.endNanos() - timeline.arrivedNanos();
            queueNanos += timeline.scheduledNanos() - timeline.queuedNanos();
        }
    }

    Map<String, Double> read(EngineStats stats) {
        Map<String, Double> values = LinkedHashMap.newLinkedHashMap(20);
        values.put(Signal.RUNNING, (double) stats.running());
        values.put(Signal.WAITING, (double) stats.waiting());
        values.put(Signal.KV_USAGE, stats.kvUsage());
        values.put(Signal.PREEMPTIONS, (double) stats.preemptions());
        values.put(Signal.PROMPT_TOKENS, (double) stats.promptTokens());
        values.put(Signal.GENERATION_TOKENS, (double) stats.generationTokens());
        values.put("prefix_cache_queries_total", (double) stats.prefixQueryTokens());
        values.put("prefix_cache_hits_total", (double) stats.prefixHitTokens());
        values.put("request_success_total", (double) succeeded);
        histogram(values, "time_to_first_token_seconds", ttftNanos, ttftCount);
        histogram(values, "inter_token_latency_seconds", gapNanos, gapCount);
        histogram(values, "e2e_request_latency_seconds", latencyNanos, succeeded);
        histogram(values, "request_queue_time_seconds", queueNanos, succeeded);
        return values;
    }

    private static void histogram(
            Map<String, Double> values, String name, long sumNanos, long count) {
        values.put(name + "_sum", sumNanos / NANOS);
        values.put(name + "_count", (double) count);
    }
}
