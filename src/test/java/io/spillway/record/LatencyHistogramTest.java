package io.spillway.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.SplittableRandom;

class LatencyHistogramTest {
    private static final double[] PERCENTS = {0.1, 1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9, 100};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void percentilesEqualASortedArrayWithinThreeDigits(long seed) {
        var random = new SplittableRandom(seed);
        int n = 1 + random.nextInt(5_000);
        long[] values = new long[n];
        var histogram = seed % 2 == 0 ? LatencyHistogram.ofGaps() : LatencyHistogram.ofRequests();
        var samples = new SampleBuffer();
        for (int i = 0; i < n; i++) {
            values[i] = (long) Math.exp(random.nextDouble(1, 28));
            histogram.record(values[i]);
            samples.add(values[i]);
        }
        Arrays.sort(values);
        samples.sort();

        for (double percent : PERCENTS) {
            long exact = values[Math.max(0, (int) Math.ceil(percent / 100 * n - 1e-9) - 1)];
            String what = "seed %d, p%s of %d".formatted(seed, percent, n);
            assertEquals(exact, histogram.percentile(percent), exact * 1e-3, what);
            assertEquals(exact, samples.percentile(percent), what);
        }
        assertEquals(values[0], histogram.min(), "seed " + seed);
        assertEquals(values[n - 1], histogram.max(), "seed " + seed);
        double mean = Arrays.stream(values).average().orElseThrow();
        assertEquals(mean, histogram.mean(), mean * 1e-9, "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void addingIsTheSameInAnyOrder(long seed) {
        var random = new SplittableRandom(seed);
        var parts = new LatencyHistogram[3];
        var whole = LatencyHistogram.ofRequests();
        for (int i = 0; i < parts.length; i++) {
            parts[i] = LatencyHistogram.ofRequests();
            for (int k = 0; k < 100; k++) {
                long value = random.nextLong(1L << (10 + random.nextInt(30)));
                parts[i].record(value);
                whole.record(value);
            }
        }
        for (int[] order : new int[][] {{0, 1, 2}, {2, 0, 1}, {1, 2, 0}}) {
            var sum = LatencyHistogram.ofRequests();
            for (int i : order) {
                sum.add(parts[i]);
            }
            assertEquals(whole.count(), sum.count(), "seed " + seed);
            assertEquals(whole.max(), sum.max(), "seed " + seed);
            for (double percent : PERCENTS) {
                assertEquals(whole.percentile(percent), sum.percentile(percent), "seed " + seed);
            }
        }
    }

    @Test
    void takesAnyLong() {
        var histogram = LatencyHistogram.ofGaps();
        histogram.record(-5);
        histogram.record(Long.MAX_VALUE, 3);
        histogram.record(0);

        assertEquals(5, histogram.count());
        assertEquals(0, histogram.min());
        assertEquals(LatencyHistogram.LIMIT, histogram.max());
        assertEquals(2, histogram.countAtMost(0));
    }

    @Test
    void isNotANumberWhenEmpty() {
        var histogram = LatencyHistogram.ofRequests();

        assertTrue(Double.isNaN(histogram.mean()));
        assertTrue(Double.isNaN(histogram.percentile(50)));
        assertTrue(Double.isNaN(histogram.max()));
    }
}
