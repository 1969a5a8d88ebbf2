package io.spillway.sim;

import io.spillway.sim.InferenceEngine.FinishReason;

/**
 * What became of one request. Times are run time in nanoseconds, -1 for what did not happen.
 *
 * @param promptTokens length of the prompt
 * @param requestedTokens output tokens asked for
 * @param generatedTokens output tokens produced
 * @param cachedTokens prompt tokens found in the prefix cache when it was first scheduled
 * @param preemptions how often it was preempted
 * @param arrivedNanos it was submitted: the front-end has it
 * @param queuedNanos it left the front-end for the waiting queue
 * @param scheduledNanos start of the first step that computed some of it
 * @param firstTokenNanos end of the step that gave its first token
 * @param lastTokenNanos end of the step that gave its last token
 * @param endNanos it finished or was aborted
 * @param maxGapNanos widest gap between two of its tokens, 0 with fewer than two
 */
public record RequestTimeline(
        int promptTokens,
        int requestedTokens,
        int generatedTokens,
        int cachedTokens,
        int preemptions,
        long arrivedNanos,
        long queuedNanos,
        long scheduledNanos,
        long firstTokenNanos,
        long lastTokenNanos,
        long endNanos,
        long maxGapNanos,
        FinishReason reason) {}
