package io.spillway.record;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;

import org.jspecify.annotations.Nullable;

/**
 * One finished request. Times are run time in nanoseconds, -1 for what did not happen.
 *
 * @param index position in the load
 * @param replica who served it; null when it never left the driver
 * @param intendedNanos when it should have been sent
 * @param sentNanos when it was
 * @param firstChunkNanos first event of the stream
 * @param firstTextNanos first event with text: TTFT counts from intended or sent to here; of an
 *     answer that shows no text at all, its first token
 * @param lastTokenNanos last event with a token
 * @param endNanos end of the response, or of the attempt
 * @param tokenChunks events with a token from the first text on, whether or not they show text
 * @param maxGapNanos widest gap between two of them
 * @param inputTokens as the server counted, else as the prompt was made
 * @param outputTokens as the server counted; -1 when unknown
 * @param requestedOutputTokens what was asked for, 0 when left to the server
 * @param failure null for a success
 */
public record RequestRecord(
        long index,
        int stage,
        @Nullable ReplicaId replica,
        @Nullable String model,
        long intendedNanos,
        long sentNanos,
        long firstChunkNanos,
        long firstTextNanos,
        long lastTokenNanos,
        long endNanos,
        int tokenChunks,
        long maxGapNanos,
        int inputTokens,
        int outputTokens,
        int cachedTokens,
        int requestedOutputTokens,
        boolean reconnected,
        @Nullable FailureCause failure) {

    public boolean succeeded() {
        return failure == null;
    }

    public boolean hasFirstText() {
        return firstTextNanos >= 0;
    }

    public long ttftFromSentNanos() {
        return firstTextNanos - sentNanos;
    }

    public long ttftFromIntendedNanos() {
        return firstTextNanos - intendedNanos;
    }

    public long latencyFromSentNanos() {
        return endNanos - sentNanos;
    }

    public long latencyFromIntendedNanos() {
        return endNanos - intendedNanos;
    }

    public long scheduleDelayNanos() {
        return sentNanos - intendedNanos;
    }

    /**
     * Time per output token after the first: (last token - first token) / (tokens - 1), as vLLM's
     * bench defines TPOT; -1 with fewer than two tokens.
     */
    public long tpotNanos() {
        return outputTokens > 1 && firstTextNanos >= 0
                ? (lastTokenNanos - firstTextNanos) / (outputTokens - 1)
                : -1;
    }

    /** The mean of the gaps between events with a token; 0 with fewer than two of them. */
    public double meanGapNanos() {
        return tokenChunks > 1 ? (double) (lastTokenNanos - firstTextNanos) / (tokenChunks - 1) : 0;
    }
}
