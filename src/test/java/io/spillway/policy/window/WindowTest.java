package io.spillway.policy.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WindowTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void knativeDocumentationWeightedAverage() {
        assertEquals(5.544, BucketWindow.weighted(new double[] {5, 5, 10, 10}, 0.6), 1e-12);
        assertEquals(9.072, BucketWindow.weighted(new double[] {10, 10, 5, 5}, 0.6), 1e-12);
    }

    @Test
    void bucketsBeforeTheFirstReadingDoNotCountAndGapsAfterItAreZero() {
        var window = new BucketWindow(60 * SECOND, SECOND);
        assertTrue(window.isEmpty(0));
        window.record(100 * SECOND, 10);
        assertEquals(10, window.average(100 * SECOND));

        window.record(104 * SECOND, 10);

        assertEquals(4, window.average(104 * SECOND));
    }

    @Test
    void readingsOfOneBucketAreAveraged() {
        var window = new BucketWindow(60 * SECOND, SECOND);
        window.record(100 * SECOND, 10);
        window.record(100 * SECOND + 1, 20);

        assertEquals(15, window.average(100 * SECOND + 2));
    }

    @Test
    void bucketsLeaveTheWindow() {
        var window = new BucketWindow(3 * SECOND, SECOND);
        window.record(0, 9);
        window.record(SECOND, 3);
        window.record(2 * SECOND, 3);
        assertEquals(5, window.average(2 * SECOND));
        window.record(3 * SECOND, 3);

        assertEquals(3, window.average(3 * SECOND));
        assertFalse(window.isEmpty(5 * SECOND));
        assertTrue(window.isEmpty(6 * SECOND));
    }

    @Test
    void aLongGapBeginsAnew() {
        var window = new BucketWindow(3 * SECOND, SECOND);
        window.record(0, 9);
        window.record(100 * SECOND, 2);

        assertEquals(2, window.average(100 * SECOND));
    }

    @Test
    void weightsNewBucketsMore() {
        var window = new BucketWindow(60 * SECOND, SECOND);
        for (int i = 0; i < 60; i++) {
            window.record(i * SECOND, i < 55 ? 0 : 10);
        }

        assertTrue(window.weightedAverage(59 * SECOND) > 5 * window.average(59 * SECOND));
    }

    @Test
    void slidingWindowKeepsTheNewestWhile() {
        var window = new SlidingWindow(30 * SECOND);
        window.record(0, 1);
        window.record(10 * SECOND, 4);
        window.record(20 * SECOND, 7);
        assertEquals(4, window.mean());
        assertEquals(7, window.max());
        assertEquals(1, window.min());
        assertEquals((1 * 10 + 4 * 10 + 7 * 5) / 25.0, window.timeWeightedMean(25 * SECOND));

        window.expire(30 * SECOND);

        assertEquals(5.5, window.mean());
    }

    @Test
    void emptySlidingWindowHasNoStatistics() {
        var window = new SlidingWindow(SECOND);

        assertTrue(window.isEmpty());
        assertTrue(Double.isNaN(window.mean()));
        assertTrue(Double.isNaN(window.max()));
        assertTrue(Double.isNaN(window.timeWeightedMean(0)));
    }

    @Test
    void windowOfNoLengthHoldsItsInstant() {
        var window = new SlidingWindow(0);
        window.record(SECOND, 3);

        assertEquals(3, window.timeWeightedMean(SECOND));
    }
}
