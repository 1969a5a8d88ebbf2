package io.spillway.sim;

/**
 * The KV blocks of an engine: reference counts, and a list of free ones in the order of their
 * release. A free block keeps its content, and can be found by key, until it is taken again.
 *
 * <p>Block 0 is the null block: never handed out, here the list's sentinel.
 */
final class BlockPool {
    /** No block. */
    static final int NONE = 0;

    /** The key of a block without known content. */
    static final long NO_KEY = 0;

    private final int blocks;
    private final int[] next;
    private final int[] previous;
    private final int[] references;
    private final long[] keys;
    private final KeyIndex byKey;
    private int free;

    BlockPool(int blocks) {
        this.blocks = blocks;
        this.next = new int[blocks];
        this.previous = new int[blocks];
        this.references = new int[blocks];
        this.keys = new long[blocks];
        this.byKey = new KeyIndex(blocks);
        for (int block = 1; block < blocks; block++) {
            append(block);
        }
    }

    int free() {
        return free;
    }

    boolean isFree(int block) {
        return references[block] == 0;
    }

    /** Used share of the blocks, without the null block. */
    double usage() {
        return 1.0 - (double) free / (blocks - 1);
    }

    /** Takes the block that has been free for longest; its content is gone. */
    int take() {
        int block = next[NONE];
        if (block == NONE) {
            throw new IllegalStateException("no free KV block");
        }
        unlink(block);
        if (keys[block] != NO_KEY) {
            byKey.remove(keys[block]);
            keys[block] = NO_KEY;
        }
        references[block] = 1;
        return block;
    }

    /** One more user of a block that was found by its key. */
    void share(int block) {
        if (references[block]++ == 0) {
            unlink(block);
        }
    }

    /** One user less; without users the block is free, and the last to be taken. */
    void release(int block) {
        if (references[block] < 1) {
            throw new IllegalStateException("KV block " + block + " is free already");
        }
        if (--references[block] == 0) {
            append(block);
        }
    }

    /** The block with this content, or {@link #NONE}. */
    int find(long key) {
        return byKey.get(key);
    }

    /** Makes a full block findable, unless another block has the same content. */
    void remember(int block, long key) {
        if (keys[block] == NO_KEY && byKey.putIfAbsent(key, block)) {
            keys[block] = key;
        }
    }

    private void append(int block) {
        int tail = previous[NONE];
        next[tail] = block;
        previous[block] = tail;
        next[block] = NONE;
        previous[NONE] = block;
        free++;
    }

    private void unlink(int block) {
        next[previous[block]] = next[block];
        previous[next[block]] = previous[block];
        free--;
    }
}
