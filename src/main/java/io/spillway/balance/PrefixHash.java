package io.spillway.balance;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Requests with the same leading block (or of the same conversation) go to the same replica, so
 * that its prefix cache hits: weighted rendezvous hashing. Each member scores {@code −weight / ln
 * u} with u in (0, 1) hashed from key and name; the highest wins. Keys spread exactly by weight,
 * and only those of a member that leaves move.
 *
 * <p>Bounded load: a member with more than {@code loadFactor} times its fair part of what is in
 * flight is passed over for the next in the key's order. Requests without a key go to a random one,
 * by weight.
 */
final class PrefixHash implements Chooser {

    private final double loadFactor;
    private final RandomGenerator random;

    /**
     * @param loadFactor above 1, or 0 for no bound
     */
    PrefixHash(double loadFactor, RandomGenerator random) {
        if (loadFactor != 0 && !(loadFactor > 1)) {
            throw new IllegalArgumentException(
                    "load_factor must be above 1, or 0 for no bound: " + loadFactor);
        }
        this.loadFactor = loadFactor;
        this.random = random;
    }

    @Override
    public Member choose(List<Member> eligible, Pick pick) {
        long key = key(pick);
        double perWeight = perWeight(eligible);
        Member best = null;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < eligible.size(); i++) {
            Member member = eligible.get(i);
            double score = score(key, member);
            if (score > bestScore && member.active + 1 <= bound(member, perWeight)) {
                best = member;
                bestScore = score;
            }
        }
        // The bounds add up to more than what is in flight, so somebody is below: null cannot be,
        // unless rounding conspires.
        return best == null ? eligible.getFirst() : best;
    }

    private double perWeight(List<Member> eligible) {
        int active = 0;
        double weight = 0;
        for (int i = 0; i < eligible.size(); i++) {
            active += eligible.get(i).active;
            weight += eligible.get(i).effective;
        }
        return (active + 1) / weight;
    }

    private double bound(Member member, double perWeight) {
        return loadFactor == 0
                ? Double.POSITIVE_INFINITY
                : Math.ceil(loadFactor * perWeight * member.effective);
    }

    private long key(Pick pick) {
        if (pick.prefixKey() != 0) {
            return pick.prefixKey();
        }
        String session = pick.sessionKey();
        return session == null ? random.nextLong() : hash(session);
    }

    private static double score(long key, Member member) {
        long bits = mix(key ^ mix(hash(member.id.value())));
        double u = ((bits >>> 11) + 0.5) * 0x1.0p-53;
        return -member.effective / Math.log(u);
    }

    /** FNV-1a over the characters. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
