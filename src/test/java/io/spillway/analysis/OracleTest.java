package io.spillway.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

class OracleTest {

    @Test
    void oracleVectorNineHundredAgainstFourteenForty() {
        DemandCurve curve = DemandCurve.linear(5, 8);
        double[] rates = {4, 4, 12, 12, 12, 6, 2, 2};
        int[] demand = new int[rates.length];
        for (int i = 0; i < rates.length; i++) {
            demand[i] = curve.replicas(rates[i]);
        }

        Oracle oracle = Oracle.of(demand, 60, 0, 1);

        org.junit.jupiter.api.Assertions.assertArrayEquals(
                new int[] {1, 1, 3, 3, 3, 2, 1, 1}, demand);
        assertEquals(900, oracle.zeroDelay());
        assertEquals(900, oracle.withStartUp());
        assertEquals(1440, oracle.bestStatic());
        assertEquals(3, oracle.bestStaticReplicas());
        assertEquals(0.6, oracle.regret(1440), 1e-12);
    }

    @Test
    void startingUpIsPaidFor() {
        Oracle oracle = Oracle.of(new int[] {1, 1, 3, 3, 3, 2, 1, 1}, 60, 1, 1);

        // Two replicas start one minute before they are needed.
        assertEquals(900 + 2 * 60, oracle.withStartUp());
    }

    @Test
    void aReplicaIsKeptThroughADipShorterThanItsStartUp() {
        int[] dip = {2, 2, 1, 1, 2, 2};

        assertEquals(10, Oracle.of(dip, 1, 0, 1).withStartUp());
        assertEquals(11, Oracle.of(dip, 1, 1, 1).withStartUp());
        assertEquals(12, Oracle.of(dip, 1, 2, 1).withStartUp());
        assertEquals(12, Oracle.of(dip, 1, 5, 1).withStartUp());
    }

    @Test
    void aMinimumLifeKeepsAReplicaBeyondItsUse() {
        int[] spike = {1, 2, 1, 1, 1, 1};

        assertEquals(7, Oracle.of(spike, 1, 0, 1).withStartUp());
        assertEquals(9, Oracle.of(spike, 1, 0, 3).withStartUp());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void equalsTheSearchOverEveryScheduleOfTheWholeFleet(long seed) {
        var random = new SplittableRandom(seed);
        int startUp = random.nextInt(4);
        int[] demand = new int[6 + random.nextInt(5)];
        for (int i = 0; i < demand.length; i++) {
            demand[i] = random.nextInt(4);
        }

        long best = new Search(demand, startUp).best();

        Oracle oracle = Oracle.of(demand, 1, startUp, 1);
        assertEquals(best, oracle.withStartUp(), "seed " + seed);
        assertTrue(oracle.zeroDelay() <= oracle.withStartUp(), "seed " + seed);
        assertTrue(oracle.withStartUp() <= oracle.bestStatic(), "seed " + seed);
    }

    /** Over time × ready × the whole pipeline of pending replicas. */
    private static final class Search {
        private final int[] demand;
        private final int startUp;
        private final int most;
        private final Map<List<Integer>, Long> known = new HashMap<>();

        Search(int[] demand, int startUp) {
            this.demand = demand;
            this.startUp = startUp;
            int max = 0;
            for (int d : demand) {
                max = Math.max(max, d);
            }
            this.most = max;
        }

        long best() {
            // What is needed before anything could have started is there from the start.
            int given = 0;
            for (int i = 0; i < Math.min(startUp, demand.length); i++) {
                given = Math.max(given, demand[i]);
            }
            return cost(0, given, new ArrayList<>(java.util.Collections.nCopies(startUp, 0)));
        }

        private long cost(int tick, int ready, List<Integer> pending) {
            if (tick == demand.length) {
                return 0;
            }
            var key = new ArrayList<Integer>(pending);
            key.add(tick);
            key.add(ready);
            Long seen = known.get(key);
            if (seen != null) {
                return seen;
            }
            long least = Long.MAX_VALUE / 2;
            int coming = pending.stream().mapToInt(Integer::intValue).sum();
            int arriving = startUp == 0 ? 0 : pending.getFirst();
            for (int kept = 0; kept <= ready + arriving; kept++) {
                for (int ordered = 0; ordered <= most; ordered++) {
                    int serving = startUp == 0 ? kept + ordered : kept;
                    if (serving < demand[tick] || serving > most) {
                        continue;
                    }
                    var next = new ArrayList<Integer>(pending);
                    if (startUp > 0) {
                        next.removeFirst();
                        next.add(ordered);
                    }
                    long starting = startUp == 0 ? 0 : coming - arriving + ordered;
                    least = Math.min(least, serving + starting + cost(tick + 1, serving, next));
                }
            }
            known.put(key, least);
            return least;
        }
    }
}
