package io.spillway.sim;

/**
 * A map of long keys to blocks without boxing: open addressing, linear probing, deletion by moving
 * back what follows. The table comes with the first entry, since many loads share nothing.
 */
final class KeyIndex {
    private final int capacity;
    private long[] keys = new long[0];
    private int[] values = new int[0];

    /**
     * @param maxEntries the most entries at any time; the table is at most half full
     */
    KeyIndex(int maxEntries) {
        this.capacity = Integer.highestOneBit(Math.max(4, maxEntries)) << 2;
    }

    /** The value, or {@link BlockPool#NONE}. */
    int get(long key) {
        return keys.length == 0 ? BlockPool.NONE : values[slotOf(key)];
    }

    /** Adds an entry; false when the key is there. */
    boolean putIfAbsent(long key, int value) {
        if (keys.length == 0) {
            keys = new long[capacity];
            values = new int[capacity];
        }
        int slot = slotOf(key);
        if (values[slot] != BlockPool.NONE) {
            return false;
        }
        keys[slot] = key;
        values[slot] = value;
        return true;
    }

    void remove(long key) {
        int hole = slotOf(key);
        int mask = capacity - 1;
        for (int slot = (hole + 1) & mask;
                values[slot] != BlockPool.NONE;
                slot = (slot + 1) & mask) {
            int home = (int) keys[slot] & mask;
            // Movable unless its home lies behind the hole on the way to its slot.
            if (((slot - home) & mask) >= ((slot - hole) & mask)) {
                keys[hole] = keys[slot];
                values[hole] = values[slot];
                hole = slot;
            }
        }
        values[hole] = BlockPool.NONE;
    }

    /** The slot of the key, or the free one where it would go. Keys are well mixed. */
    private int slotOf(long key) {
        int mask = capacity - 1;
        int slot = (int) key & mask;
        while (values[slot] != BlockPool.NONE && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
