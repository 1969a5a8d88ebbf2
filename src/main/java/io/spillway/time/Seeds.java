package io.spillway.time;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * The root seed of a run, split by name and by index.
 *
 * <p>Each component asks for randomness by its own name, so that a component added, removed or
 * drawing more often does not shift what the others draw. Pure: the same path from the same root
 * gives the same generator. Immutable and thread-safe; generators are not.
 *
 * @param value the seed at this place
 */
public record Seeds(long value) {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long NAME_SALT = 0xD6E8FEB86659FD93L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    /** The seeds of a run. */
    public static Seeds of(long root) {
        return new Seeds(mix(root + GOLDEN));
    }

    /** The seeds of a component. */
    public Seeds named(String component) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < component.length(); i++) {
            hash = (hash ^ component.charAt(i)) * FNV_PRIME;
        }
        return new Seeds(mix(value ^ mix(hash ^ NAME_SALT)));
    }

    /** The seeds of the item with this index: cheap enough for one per request. */
    public Seeds at(long index) {
        return new Seeds(mix(value + GOLDEN * (index + 1)));
    }

    /** A new generator that starts here. */
    public UniformRandomProvider generator() {
        return new SplitMix(value);
    }

    /** David Stafford's variant 13 of the 64-bit finaliser, as used by SplitMix64. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): one long of state, so that a generator per
     * request costs nothing worth mentioning.
     */
    private static final class SplitMix implements UniformRandomProvider {
        private long state;

        SplitMix(long seed) {
            state = seed;
        }

        @Override
        public long nextLong() {
            state += GOLDEN;
            return mix(state);
        }
    }
}
