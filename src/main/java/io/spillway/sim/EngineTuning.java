package io.spillway.sim;

import org.jspecify.annotations.Nullable;

/**
 * What a user changes of a profile's engine settings; null leaves the profile's default. See {@link
 * EngineLimits} for what each means.
 */
public record EngineTuning(
        @Nullable Integer maxNumSeqs,
        @Nullable Integer maxNumBatchedTokens,
        @Nullable Integer maxModelLen,
        @Nullable Integer kvBlocks,
        @Nullable Boolean prefixCaching,
        @Nullable Boolean reserveFullIsl,
        @Nullable Integer hashTokens) {

    public static final EngineTuning NONE =
            new EngineTuning(null, null, null, null, null, null, null);

    public EngineTuning withMaxNumSeqs(int sequences) {
        return new EngineTuning(
                sequences,
                maxNumBatchedTokens,
                maxModelLen,
                kvBlocks,
                prefixCaching,
                reserveFullIsl,
                hashTokens);
    }

    public EngineTuning withMaxModelLen(int tokens) {
        return new EngineTuning(
                maxNumSeqs,
                maxNumBatchedTokens,
                tokens,
                kvBlocks,
                prefixCaching,
                reserveFullIsl,
                hashTokens);
    }

    /**
     * The settings of an engine with this profile.
     *
     * @throws IllegalArgumentException when a value is out of range, or the model length does not
     *     fit the profile's KV cache
     */
    public EngineLimits on(EngineProfile profile) {
        EngineLimits limits = EngineLimits.of(profile);
        if (kvBlocks != null) {
            limits = limits.withKvBlocks(kvBlocks);
        }
        if (maxModelLen != null) {
            limits = limits.withMaxModelLen(maxModelLen);
        }
        if (maxNumSeqs != null) {
            limits = limits.withMaxNumSeqs(maxNumSeqs);
        }
        if (maxNumBatchedTokens != null) {
            limits = limits.withMaxNumBatchedTokens(maxNumBatchedTokens);
        }
        if (prefixCaching != null) {
            limits = limits.withPrefixCaching(prefixCaching);
        }
        if (reserveFullIsl != null) {
            limits = limits.withReserveFullIsl(reserveFullIsl);
        }
        return hashTokens == null ? limits : limits.withHashTokens(hashTokens);
    }
}
