package io.spillway.policy;

import org.jspecify.annotations.Nullable;

/**
 * What is known about one replica's engine; null where it is not.
 *
 * @param maxNumSeqs the most requests in one batch
 * @param maxBatchedTokens the most tokens in one step
 * @param kvTokens tokens that fit in the KV cache
 */
public record EngineFacts(
        @Nullable Integer maxNumSeqs, @Nullable Integer maxBatchedTokens, @Nullable Long kvTokens) {

    public static final EngineFacts UNKNOWN = new EngineFacts(null, null, null);
}
