package io.spillway.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SelfWatchTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void sharesTheProcessorTimeOfItsSeconds() {
        try (SelfWatch watch = SelfWatch.start()) {
            int processors = Runtime.getRuntime().availableProcessors();
            watch.cpu(1 * SECOND, 0);
            watch.cpu(2 * SECOND, SECOND / 4 * processors);
            watch.cpu(3 * SECOND, SECOND * processors);

            GeneratorHealth health = watch.health();
            assertEquals(0.5, health.cpuShareMean(), 1e-9);
            assertEquals(0.75, health.cpuShareMax(), 1e-9);
        }
    }

    @Test
    void aCallThatCameLateAddsNoShareAboveOne() {
        try (SelfWatch watch = SelfWatch.start()) {
            int processors = Runtime.getRuntime().availableProcessors();
            watch.cpu(0, 0);
            watch.cpu(SECOND, SECOND / 2 * processors);
            watch.cpu(SECOND + SECOND / 1000, (SECOND / 2 + SECOND / 10) * processors);
            watch.cpu(2 * SECOND, SECOND * processors);

            assertEquals(0.5, watch.health().cpuShareMax(), 1e-9);
        }
    }

    @Test
    void tellsTheLoopLagOfEachSecond() {
        try (SelfWatch watch = SelfWatch.start()) {
            watch.loopLag(2_000_000);
            watch.loopLag(1_000_000);

            assertEquals(0.002, watch.takeLoopLagP99Seconds(), 1e-9);
            assertTrue(Double.isNaN(watch.takeLoopLagP99Seconds()));
            assertEquals(0.002, watch.health().loopLagP99Seconds(), 1e-5);
        }
    }

    @Test
    void knowsTheLongestPause() {
        try (SelfWatch watch = SelfWatch.start()) {
            watch.paused(3);
            watch.paused(7);

            // A real collection may come between.
            assertTrue(watch.health().gcPauseMaxSeconds() >= 0.007);
            assertTrue(watch.health().gcPauseTotalSeconds() >= 0.010);
        }
    }

    @Test
    void hasMeasuredNothingAtFirst() {
        try (SelfWatch watch = SelfWatch.start()) {
            GeneratorHealth health = watch.health();

            assertTrue(Double.isNaN(health.loopLagP99Seconds()));
            assertTrue(Double.isNaN(health.cpuShareMean()));
            assertTrue(Double.isNaN(health.cpuShareMax()));
        }
    }
}
