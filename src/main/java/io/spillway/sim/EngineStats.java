package io.spillway.sim;

/**
 * An engine's gauges and counters at one moment, as vLLM's scheduler stats have them.
 *
 * @param waiting requests in the waiting queue, preempted ones included
 * @param running requests in the running list
 * @param kvUsage used share of the KV blocks, 0 to 1; cached but free blocks count as free
 * @param prefixQueryTokens prompt tokens looked up in the prefix cache
 * @param prefixHitTokens of those, found
 */
public record EngineStats(
        int waiting,
        int running,
        double kvUsage,
        long preemptions,
        long promptTokens,
        long generationTokens,
        long prefixQueryTokens,
        long prefixHitTokens) {}
