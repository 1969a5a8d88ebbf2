package io.spillway.sim;

import io.spillway.sim.InferenceEngine.Submission;
import io.spillway.sim.InferenceEngine.TokenListener;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A request inside the engine. Fields are the engine's to change. */
final class Sequence implements BulkHandle {
    private static final int[] NO_BLOCKS = {};

    /** Where the request is. */
    enum Place {
        /** Not yet through the front-end. */
        ARRIVING,
        WAITING,
        RUNNING,
        ENDED
    }

    final long id;
    final int promptTokens;
    final int requestedTokens;
    final int tag;
    final long arrivedNanos;
    final @Nullable TokenListener tokenListener;
    final @Nullable BulkListener bulkListener;

    private final Engine engine;

    /** Output tokens it will produce: what was requested, clipped to the model's length. */
    int outputTokens;

    Place place = Place.ARRIVING;
    boolean aborted;

    /** Tokens whose KV is in its blocks. */
    int computed;

    int generated;

    /** Tokens it computes in the current step. */
    int scheduled;

    /** Its blocks in order; only the first {@link #blockCount} are its own. */
    int[] blocks = NO_BLOCKS;

    int blockCount;

    /** Tokens for which it has blocks. */
    int blockCapacity;

    /** Full leading blocks of the prompt whose content is known; 0 without prefix caching. */
    int hashedBlocks;

    /** Leading blocks that have been offered to the prefix cache, or came from it. */
    int rememberedBlocks;

    int cachedTokens;
    int preemptions;
    long queuedNanos = -1;
    long scheduledNanos = -1;
    long firstTokenNanos = -1;
    long lastTokenNanos = -1;
    long maxGapNanos;

    private final List<Long> hashes;

    /** Exactly one of the listeners is not null. */
    Sequence(
            Engine engine,
            long id,
            Submission submission,
            long arrivedNanos,
            @Nullable TokenListener tokenListener,
            @Nullable BulkListener bulkListener) {
        this.engine = engine;
        this.id = id;
        this.promptTokens = submission.promptTokens();
        this.requestedTokens = submission.outputTokens();
        this.outputTokens = submission.outputTokens();
        this.hashes = submission.blockHashes();
        this.tag = submission.tag();
        this.arrivedNanos = arrivedNanos;
        this.tokenListener = tokenListener;
        this.bulkListener = bulkListener;
    }

    /** Prompt and output so far. */
    int tokens() {
        return promptTokens + generated;
    }

    /** How many full leading blocks the given hashes describe. */
    int describedBlocks(int hashTokens, int blockTokens) {
        long described = (long) hashes.size() * (hashTokens / blockTokens);
        return (int) Math.min(described, promptTokens / blockTokens);
    }

    /**
     * What the prefix cache knows a full block by. A block of unknown content is this request's
     * alone: only it can find it again, after a preemption.
     *
     * @param span blocks covered by one hash
     */
    long key(int block, int span) {
        return block < hashedBlocks
                ? mix(mix(hashes.get(block / span)) + block % span)
                : mix(~mix(id) + block);
    }

    @Override
    public void abort() {
        if (place != Place.ENDED && !aborted) {
            aborted = true;
            engine.abortRequested();
        }
    }

    @Override
    public int cachedTokens() {
        return cachedTokens;
    }

    @Override
    public int generatedTokens() {
        return generated;
    }

    @Override
    public long lastTokenNanos() {
        return lastTokenNanos;
    }

    @Override
    public long maxGapNanos() {
        return maxGapNanos;
    }

    RequestTimeline timeline(long endNanos, InferenceEngine.FinishReason reason) {
        return new RequestTimeline(
                promptTokens,
                requestedTokens,
                generated,
                cachedTokens,
                preemptions,
                arrivedNanos,
                queuedNanos,
                scheduledNanos,
                firstTokenNanos,
                lastTokenNanos,
                endNanos,
                maxGapNanos,
                reason);
    }

    /** The finaliser of SplitMix64, kept off the value that means "no key". */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        z ^= z >>> 31;
        return z == BlockPool.NO_KEY ? 1 : z;
    }
}
