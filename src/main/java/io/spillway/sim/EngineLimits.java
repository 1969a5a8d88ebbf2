package io.spillway.sim;

/**
 * The settings of an engine, as vLLM's flags of the same names have them.
 *
 * @param maxNumSeqs most sequences running at once
 * @param maxNumBatchedTokens token budget of a step
 * @param maxModelLen longest prompt plus output, in tokens
 * @param kvBlocks KV blocks, the null block included
 * @param blockTokens tokens of a KV block
 * @param prefixCaching whether full blocks of freed sequences can be reused by content
 * @param reserveFullIsl whether a request is admitted only when its whole prompt fits into free
 *     blocks, rather than its next chunk ({@code scheduler_reserve_full_isl})
 * @param hashTokens tokens covered by one id of {@link InferenceEngine.Submission#blockHashes}, a
 *     multiple of {@code blockTokens}
 */
public record EngineLimits(
        int maxNumSeqs,
        int maxNumBatchedTokens,
        int maxModelLen,
        int kvBlocks,
        int blockTokens,
        boolean prefixCaching,
        boolean reserveFullIsl,
        int hashTokens) {

    /** The longest context of the models that have a profile. */
    static final int MODEL_CONTEXT_TOKENS = 131_072;

    public EngineLimits {
        atLeast("max_num_seqs", maxNumSeqs, 1);
        atLeast("max_num_batched_tokens", maxNumBatchedTokens, 1);
        atLeast("max_model_len", maxModelLen, 2);
        atLeast("KV blocks", kvBlocks, 2);
        atLeast("block size", blockTokens, 1);
        if (maxModelLen > capacityTokens(kvBlocks, blockTokens)) {
            throw new IllegalArgumentException(
                    "max_model_len %d does not fit the KV cache, which holds %d tokens; lower it"
                            .formatted(maxModelLen, capacityTokens(kvBlocks, blockTokens)));
        }
        if (hashTokens < blockTokens || hashTokens % blockTokens != 0) {
            throw new IllegalArgumentException(
                    "tokens of a prefix hash must be a multiple of %d: %d"
                            .formatted(blockTokens, hashTokens));
        }
    }

    /**
     * A profile's defaults; {@code max_model_len} is what the model and the KV cache allow, as
     * vLLM's {@code auto}.
     */
    public static EngineLimits of(EngineProfile profile) {
        return new EngineLimits(
                profile.maxNumSeqs(),
                profile.maxNumBatchedTokens(),
                autoModelLen(profile.kvBlocks(), profile.blockTokens()),
                profile.kvBlocks(),
                profile.blockTokens(),
                true,
                true,
                profile.blockTokens());
    }

    public EngineLimits withMaxNumSeqs(int sequences) {
        return new EngineLimits(
                sequences,
                maxNumBatchedTokens,
                maxModelLen,
                kvBlocks,
                blockTokens,
                prefixCaching,
                reserveFullIsl,
                hashTokens);
    }

    public EngineLimits withMaxNumBatchedTokens(int tokens) {
        return new EngineLimits(
                maxNumSeqs,
                tokens,
                maxModelLen,
                kvBlocks,
                blockTokens,
                prefixCaching,
                reserveFullIsl,
                hashTokens);
    }

    public EngineLimits withMaxModelLen(int tokens) {
        return new EngineLimits(
                maxNumSeqs,
                maxNumBatchedTokens,
                tokens,
                kvBlocks,
                blockTokens,
                prefixCaching,
                reserveFullIsl,
                hashTokens);
    }

    /** Another KV cache; {@code max_model_len} shrinks with it where it must. */
    public EngineLimits withKvBlocks(int blocks) {
        atLeast("KV blocks", blocks, 2);
        return new EngineLimits(
                maxNumSeqs,
                maxNumBatchedTokens,
                Math.min(maxModelLen, capacityTokens(blocks, blockTokens)),
                blocks,
                blockTokens,
                prefixCaching,
                reserveFullIsl,
                hashTokens);
    }

    public EngineLimits withPrefixCaching(boolean on) {
        return new EngineLimits(
                maxNumSeqs,
                maxNumBatchedTokens,
                maxModelLen,
                kvBlocks,
                blockTokens,
                on,
                reserveFullIsl,
                hashTokens);
    }

    public EngineLimits withReserveFullIsl(boolean on) {
        return new EngineLimits(
                maxNumSeqs,
                maxNumBatchedTokens,
                maxModelLen,
                kvBlocks,
                blockTokens,
                prefixCaching,
                on,
                hashTokens);
    }

    public EngineLimits withHashTokens(int tokens) {
        return new EngineLimits(
                maxNumSeqs,
                maxNumBatchedTokens,
                maxModelLen,
                kvBlocks,
                blockTokens,
                prefixCaching,
                reserveFullIsl,
                tokens);
    }

    /** Blocks that hold this many tokens. */
    int blocksFor(int tokens) {
        return (tokens + blockTokens - 1) / blockTokens;
    }

    private static int autoModelLen(int kvBlocks, int blockTokens) {
        return Math.min(MODEL_CONTEXT_TOKENS, capacityTokens(kvBlocks, blockTokens));
    }

    private static int capacityTokens(int kvBlocks, int blockTokens) {
        return Math.multiplyExact(kvBlocks - 1, blockTokens);
    }

    private static void atLeast(String what, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be at least " + least + ": " + value);
        }
    }
}
