package io.spillway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

class BucketsTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private static NavigableMap<Double, Double> buckets(double... pairs) {
        NavigableMap<Double, Double> buckets = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            buckets.put(pairs[i], pairs[i + 1]);
        }
        return buckets;
    }

    @Test
    void interpolatesWithinTheBucketOfTheRank() {
        var ten = buckets(0.1, 2, 0.2, 6, 0.5, 10, INF, 10);
        assertEquals(0.05, Buckets.quantile(0.1, ten), 1e-12);
        assertEquals(0.1, Buckets.quantile(0.2, ten), 1e-12);
        assertEquals(0.175, Buckets.quantile(0.5, ten), 1e-12);
        assertEquals(0.4625, Buckets.quantile(0.95, ten), 1e-12);
        assertEquals(0.5, Buckets.quantile(1, ten), 1e-12);
        assertEquals(0, Buckets.quantile(0, ten), 1e-12);
    }

    @Test
    void aRankAboveTheHighestFiniteBoundIsThatBound() {
        assertEquals(0.2, Buckets.quantile(0.99, buckets(0.1, 2, 0.2, 6, INF, 10)));
    }

    @Test
    void withoutObservationsOrAnInfiniteBoundThereIsNoQuantile() {
        assertEquals(Double.NaN, Buckets.quantile(0.5, buckets()));
        assertEquals(Double.NaN, Buckets.quantile(0.5, buckets(INF, 4)));
        assertEquals(Double.NaN, Buckets.quantile(0.5, buckets(0.1, 0, INF, 0)));
        assertEquals(Double.NaN, Buckets.quantile(0.5, buckets(0.1, 1, 0.2, 2)));
        assertEquals(Double.NaN, Buckets.quantile(Double.NaN, buckets(0.1, 1, INF, 2)));
    }

    @Test
    void quantilesOutsideZeroToOneAreInfinite() {
        var some = buckets(0.1, 1, INF, 2);
        assertEquals(Double.NEGATIVE_INFINITY, Buckets.quantile(-0.1, some));
        assertEquals(INF, Buckets.quantile(1.1, some));
    }

    @Test
    void countsThatFallAreTakenAsLevel() {
        assertEquals(0.1, Buckets.quantile(0.5, buckets(0.1, 5, 0.2, 4, INF, 10)), 1e-12);
    }

    @Test
    void aFirstBoundBelowZeroIsItsOwnQuantile() {
        assertEquals(-1, Buckets.quantile(0.1, buckets(-1, 5, 1, 10, INF, 10)));
    }

    @Test
    void betweenTwoReadingsOnlyTheNewCounts() {
        var earlier = buckets(0.1, 5, INF, 7);
        assertEquals(
                Map.of(0.1, 1.0, INF, 3.0), Buckets.between(earlier, buckets(0.1, 6, INF, 10)));
        var restarted = buckets(0.1, 2, INF, 2);
        assertEquals(restarted, Buckets.between(earlier, restarted));
    }
}
