package io.spillway.trace;

import java.util.List;

/**
 * One recorded request.
 *
 * @param atNanos since the first row of the trace
 * @param inputTokens prompt length
 * @param outputTokens generated length, at least 1
 * @param prefixHashes ids of the prompt's leading blocks, equal ids meaning equal text; empty when
 *     the trace has none
 */
public record TraceRow(long atNanos, int inputTokens, int outputTokens, List<Long> prefixHashes) {

    public TraceRow {
        if (atNanos < 0 || inputTokens < 0 || outputTokens < 0) {
            throw new IllegalArgumentException(
                    "negative trace row: %d ns, %d in, %d out"
                            .formatted(atNanos, inputTokens, outputTokens));
        }
        prefixHashes = List.copyOf(prefixHashes);
    }
}
