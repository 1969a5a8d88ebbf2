package io.spillway.analysis;

import java.util.Arrays;

/**
 * What the best possible scaling would have paid, knowing the future and never falling short of
 * demand. Replica-seconds over demand at equal ticks.
 *
 * @param zeroDelay replicas come and go at once
 * @param withStartUp replicas are paid for while they start, and live a minimum time
 * @param bestStatic a constant number of replicas
 * @param bestStaticReplicas that number
 */
public record Oracle(
        double zeroDelay, double withStartUp, double bestStatic, int bestStaticReplicas) {

    /**
     * The bounds. Replicas that the first ticks need are there from the start: nobody can order
     * before the run.
     *
     * @param startUpTicks ticks from ordering a replica to its first tick of service
     * @param minLifeTicks ticks of service it is kept at least, 1 for none
     */
    public static Oracle of(int[] demand, double tickSeconds, int startUpTicks, int minLifeTicks) {
        if (startUpTicks < 0 || minLifeTicks < 1) {
            throw new IllegalArgumentException(
                    "start-up below 0 or life below 1 tick: %d, %d"
                            .formatted(startUpTicks, minLifeTicks));
        }
        long needed = 0;
        int most = 0;
        for (int d : demand) {
            needed += d;
            most = Math.max(most, d);
        }
        long paid = 0;
        for (int level = 1; level <= most; level++) {
            paid += level(demand, level, startUpTicks, minLifeTicks);
        }
        return new Oracle(
                needed * tickSeconds,
                paid * tickSeconds,
                most * (double) demand.length * tickSeconds,
                most);
    }

    /** How much more than the bound with start-up a run paid, as a share of the bound. */
    public double regret(double paidReplicaSeconds) {
        return (paidReplicaSeconds - withStartUp) / withStartUp;
    }

    /**
     * Least ticks paid for the replica of one level, by dynamic programming over time and its
     * state: absent, starting for so many ticks, or in service for so many (the pending ones of the
     * whole fleet are those of all levels). Cost adds up over replicas and a replica may stand in
     * for any other, so the levels can be solved one by one: each covers the ticks with demand of
     * at least its number.
     */
    private static long level(int[] demand, int level, int startUp, int minLife) {
        int states = 1 + startUp + minLife;
        long[] cost = new long[states];
        Arrays.fill(cost, Long.MAX_VALUE);
        // Before the run anything may have been arranged.
        boolean atOnce = startsServed(demand, level, startUp);
        cost[0] = 0;
        if (atOnce) {
            cost[states - 1] = 0;
        }
        for (int d : demand) {
            cost = step(cost, d >= level, startUp, minLife);
        }
        long least = Long.MAX_VALUE;
        for (long c : cost) {
            least = Math.min(least, c);
        }
        return least;
    }

    /** Whether demand of this level comes before a replica could have started. */
    private static boolean startsServed(int[] demand, int level, int startUp) {
        for (int i = 0; i < Math.min(startUp, demand.length); i++) {
            if (demand[i] >= level) {
                return true;
            }
        }
        return false;
    }

    /**
     * One tick. States: 0 absent, 1 to startUp starting for that many ticks, then in service for 1
     * to minLife ticks, the last standing for all beyond.
     */
    private static long[] step(long[] cost, boolean needed, int startUp, int minLife) {
        int last = startUp + minLife;
        int firstServing = startUp + 1;
        long[] next = new long[cost.length];
        Arrays.fill(next, Long.MAX_VALUE);
        if (!needed) {
            next[0] = Math.min(cost[0], cost[last]);
        }
        // Absent becomes the first tick of starting, or of service where starting takes none.
        if (!needed || startUp == 0) {
            next[1] = paid(cost[0]);
        }
        for (int state = 1; state <= last; state++) {
            int to = Math.min(state + 1, last);
            if (!needed || to >= firstServing) {
                next[to] = Math.min(next[to], paid(cost[state]));
            }
        }
        return next;
    }

    private static long paid(long cost) {
        return cost == Long.MAX_VALUE ? cost : cost + 1;
    }
}
