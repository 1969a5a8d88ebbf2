package io.spillway.sim;

/**
 * Gives blocks to sequences and takes them back: allocation by chunks, prefix reuse, preemption.
 */
final class KvCache {
    private final EngineLimits limits;
    private final int blockTokens;
    private final int span;
    private final BlockPool pool;
    private long queryTokens;
    private long hitTokens;

    KvCache(EngineLimits limits) {
        this.limits = limits;
        this.blockTokens = limits.blockTokens();
        this.span = limits.hashTokens() / limits.blockTokens();
        this.pool = new BlockPool(limits.kvBlocks());
    }

    double usage() {
        return pool.usage();
    }

    int freeBlocks() {
        return pool.free();
    }

    /** Prompt tokens looked up, once per request. */
    long queryTokens() {
        return queryTokens;
    }

    /** Of those, found. */
    long hitTokens() {
        return hitTokens;
    }

    /** Makes a new sequence ready for lookups. */
    void prepare(Sequence sequence) {
        sequence.blocks = new int[limits.blocksFor(sequence.promptTokens + sequence.outputTokens)];
        sequence.hashedBlocks =
                limits.prefixCaching()
                        ? sequence.describedBlocks(limits.hashTokens(), blockTokens)
                        : 0;
    }

    /**
     * Blocks of a running sequence for so many tokens more; false when there are not enough, and
     * then nothing has changed.
     */
    boolean extend(Sequence sequence, int tokens) {
        int needed = sequence.computed + tokens;
        if (needed > sequence.blockCapacity && !grow(sequence, needed)) {
            return false;
        }
        if (sequence.rememberedBlocks < sequence.hashedBlocks) {
            remember(sequence, Math.min(sequence.hashedBlocks, needed / blockTokens));
        }
        return true;
    }

    private boolean grow(Sequence sequence, int tokens) {
        int target = limits.blocksFor(tokens);
        int count = sequence.blockCount;
        if (target - count > pool.free()) {
            return false;
        }
        while (count < target) {
            sequence.blocks[count++] = pool.take();
        }
        sequence.blockCount = count;
        sequence.blockCapacity = count * blockTokens;
        return true;
    }

    /**
     * Finds the leading blocks of a waiting sequence, and notes them in it. The last token is never
     * taken from the cache: it must be computed to give the next one.
     *
     * @return how many blocks were found
     */
    int findPrefix(Sequence sequence) {
        if (!limits.prefixCaching()) {
            return 0;
        }
        int most = (sequence.tokens() - 1) / blockTokens;
        if (sequence.preemptions == 0) {
            most = Math.min(most, sequence.hashedBlocks);
        }
        int found = 0;
        while (found < most) {
            int block = pool.find(sequence.key(found, span));
            if (block == BlockPool.NONE) {
                break;
            }
            sequence.blocks[found++] = block;
        }
        return found;
    }

    /**
     * Gives a waiting sequence the blocks found for it, and more for its first chunk; false when
     * there are not enough, and then nothing has changed.
     */
    boolean admit(Sequence sequence, int foundBlocks, int chunk) {
        int cached = foundBlocks * blockTokens;
        int mustFit = limits.reserveFullIsl() ? sequence.tokens() : cached + chunk;
        int needed = limits.blocksFor(mustFit) - foundBlocks;
        for (int i = 0; i < foundBlocks; i++) {
            if (pool.isFree(sequence.blocks[i])) {
                needed++;
            }
        }
        if (needed > pool.free()) {
            return false;
        }
        for (int i = 0; i < foundBlocks; i++) {
            pool.share(sequence.blocks[i]);
        }
        sequence.blockCount = foundBlocks;
        sequence.blockCapacity = cached;
        sequence.rememberedBlocks = foundBlocks;
        sequence.computed = cached;
        if (sequence.preemptions == 0) {
            sequence.cachedTokens = cached;
            if (limits.prefixCaching()) {
                queryTokens += sequence.promptTokens;
                hitTokens += cached;
            }
        }
        return extend(sequence, chunk);
    }

    /** Takes the blocks back, the tail first, so that prefixes stay findable for longest. */
    void release(Sequence sequence) {
        for (int i = sequence.blockCount - 1; i >= 0; i--) {
            pool.release(sequence.blocks[i]);
        }
        sequence.blockCount = 0;
        sequence.blockCapacity = 0;
        sequence.rememberedBlocks = 0;
    }

    /** Takes the blocks back from a sequence that will compute its tokens again. */
    void preempt(Sequence sequence) {
        if (limits.prefixCaching()) {
            remember(sequence, sequence.computed / blockTokens);
        }
        release(sequence);
        sequence.computed = 0;
    }

    private void remember(Sequence sequence, int fullBlocks) {
        for (int i = sequence.rememberedBlocks; i < fullBlocks; i++) {
            pool.remember(sequence.blocks[i], sequence.key(i, span));
        }
        sequence.rememberedBlocks = Math.max(sequence.rememberedBlocks, fullBlocks);
    }
}
