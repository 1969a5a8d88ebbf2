package io.spillway.sim.http;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Deterministic hashes: the same input gives the same numbers on every machine. */
final class Hashing {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Hashing() {}

    /** The finaliser of SplitMix64: every input bit reaches every output bit. */
    static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    static long text(@Nullable String text) {
        long hash = 0;
        for (int i = 0; text != null && i < text.length(); i++) {
            hash = mix(hash ^ text.charAt(i));
        }
        return hash;
    }

    static long tokens(int[] ids) {
        long hash = ids.length;
        for (int id : ids) {
            hash = mix(hash ^ id);
        }
        return hash;
    }

    /**
     * Ids of the full leading blocks. Each id covers everything before its block, so equal ids mean
     * equal prefixes, whether the prompt came as text or as token ids.
     *
     * @param salt prompts with different salts share nothing
     */
    static List<Long> blocks(int[] ids, int blockTokens, long salt) {
        List<Long> hashes = new ArrayList<>(ids.length / blockTokens);
        long hash = salt;
        for (int i = 0; i < ids.length; i++) {
            hash = mix(hash ^ ids[i]);
            if ((i + 1) % blockTokens == 0) {
                hashes.add(hash);
            }
        }
        return hashes;
    }
}
