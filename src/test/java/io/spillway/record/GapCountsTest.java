package io.spillway.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

class GapCountsTest {
    private static final double[] PERCENTS = {0.1, 1, 25, 50, 90, 95, 99, 99.9, 100};

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void countsAsAnHdrHistogramDoes(int digits) {
        var random = new SplittableRandom(digits);
        var one = new GapCounts(digits);
        var two = new GapCounts(digits);
        var sum = new GapCounts(digits);
        for (int round = 0; round < 40; round++) {
            var oracle = new Histogram(digits);
            one.clear();
            two.clear();
            sum.clear();
            int bits = 1 + random.nextInt(46);
            for (int i = 0; i <= round * 5; i++) {
                long value = random.nextLong(1L << bits);
                long count = 1 + random.nextInt(3);
                (random.nextBoolean() ? one : two).record(value, count);
                oracle.recordValueWithCount(value, count);
            }
            sum.add(one);
            sum.add(two);
            assertSame(oracle, sum);
        }
    }

    private static void assertSame(Histogram oracle, GapCounts counts) {
        var copy = new Histogram(oracle.getNumberOfSignificantValueDigits());
        counts.addTo(copy);
        assertEquals(oracle, copy);
        for (double percent : PERCENTS) {
            long there = oracle.medianEquivalentValue(oracle.getValueAtPercentile(percent));
            assertEquals(there, counts.percentile(percent), "p" + percent);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 255, 256, 2047, 2048, LatencyHistogram.LIMIT})
    void edgesOfBuckets(long value) {
        for (int digits : new int[] {2, 3}) {
            var counts = new GapCounts(digits);
            assertTrue(counts.isEmpty());
            counts.record(value, 7);
            var oracle = new Histogram(digits);
            oracle.recordValueWithCount(value, 7);
            assertSame(oracle, counts);
            counts.clear();
            assertTrue(counts.isEmpty());
        }
    }
}
