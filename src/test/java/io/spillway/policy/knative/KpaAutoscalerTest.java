package io.spillway.policy.knative;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.policy.knative.KpaAutoscaler.Settings;

import org.junit.jupiter.api.Test;

/** Vectors of Knative's autoscaler_test.go. Both rates are 10 and the panic threshold is 2. */
class KpaAutoscalerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;

    @Test
    void autoscalerTestGoStableMode() {
        assertEquals(5, fresh(10).scale(0, 1, 50, 50));
        assertEquals(10, fresh(10).scale(0, 1, 100, 100));
        assertEquals(1, fresh(10).scale(0, 1, 1, 0));
        assertEquals(0, fresh(10).scale(0, 1, 0, 0));
    }

    @Test
    void autoscalerTestGoPanicModeThenUnpanic() {
        KpaAutoscaler autoscaler = fresh(1);
        assertEquals(25, autoscaler.scale(0, 10, 11, 25));
        assertTrue(autoscaler.isPanicking());

        assertEquals(41, autoscaler.scale(30 * SECOND, 40, 30, 41));
        assertEquals(0, autoscaler.panicNanos());

        assertEquals(50, autoscaler.scale(62 * SECOND, 55, 50, 56));
        assertFalse(autoscaler.isPanicking());
    }

    @Test
    void autoscalerTestGoExtendsPanic() {
        KpaAutoscaler autoscaler = fresh(1);
        autoscaler.scale(0, 10, 11, 25);

        assertEquals(80, autoscaler.scale(30 * SECOND, 40, 30, 80));
        assertEquals(30 * SECOND, autoscaler.panicNanos());
    }

    @Test
    void autoscalerTestGoStableScaleDown() {
        KpaAutoscaler autoscaler = fresh(10);

        assertEquals(10, autoscaler.scale(0, 8, 100, 100));
        assertEquals(5, autoscaler.scale(2 * SECOND, 8, 50, 50));
    }

    @Test
    void autoscalerTestGoActivationScale() {
        var settings = new Settings(10, 10, 10, 2, MINUTE, 0, 2, true);

        assertEquals(0, new KpaAutoscaler(settings, 0, 1).scale(0, 1, 0, 0));
        assertEquals(2, new KpaAutoscaler(settings, 0, 1).scale(0, 1, 1, 1));
    }

    @Test
    void autoscalerTestGoPanicGrowsExponentially() {
        KpaAutoscaler autoscaler = fresh(1);

        assertEquals(6, autoscaler.scale(0, 1, 6, 6));
        assertEquals(36, autoscaler.scale(SECOND, 6, 36, 36));
        assertEquals(216, autoscaler.scale(2 * SECOND, 36, 216, 216));
        assertEquals(1296, autoscaler.scale(3 * SECOND, 216, 1296, 1296));
    }

    @Test
    void autoscalerTestGoSmallRates() {
        var up = new Settings(1, 1.1, 10, 2, MINUTE, 0, 1, true);
        var down = new Settings(10, 10, 1.1, 2, MINUTE, 0, 1, true);
        var unreachable = new Settings(10, 10, 1.1, 2, MINUTE, 0, 1, false);

        assertEquals(3, new KpaAutoscaler(up, 0, 1).scale(0, 2, 3, 3));
        assertEquals(90, new KpaAutoscaler(down, 0, 1).scale(0, 100, 1, 1));
        assertEquals(1, new KpaAutoscaler(unreachable, 0, 1).scale(0, 100, 1, 1));
    }

    @Test
    void autoscalerTestGoInPanicTheMostCounts() {
        var settings = new Settings(1, 10, 10, 2, MINUTE, 0, 1, true);

        assertEquals(50, new KpaAutoscaler(settings, 0, 5).scale(SECOND, 5, 50, 30));
        assertEquals(30, new KpaAutoscaler(settings, 0, 5).scale(SECOND, 5, 20, 30));
    }

    @Test
    void autoscalerTestGoNeverFallsInPanic() {
        KpaAutoscaler autoscaler = fresh(10);

        assertEquals(100, autoscaler.scale(0, 10, 1000, 1000));
        assertEquals(100, autoscaler.scale(30 * SECOND, 10, 1, 1));
        assertEquals(1, autoscaler.scale(61 * SECOND, 10, 1, 1));
    }

    @Test
    void autoscalerTestGoRateLimits() {
        assertEquals(10, fresh(10).scale(0, 1, 1000, 1000));
        assertEquals(100, fresh(10).scale(0, 10, 1000, 1000));
        assertEquals(10, fresh(10).scale(0, 100, 1, 1));
        assertEquals(1, fresh(10).scale(0, 10, 1, 1));
    }

    @Test
    void autoscalerTestGoScaleDownDelay() {
        KpaAutoscaler autoscaler = delayed();

        assertEquals(4, autoscaler.scale(2 * SECOND, 1, 40, 40));
        assertEquals(4, autoscaler.scale(5 * MINUTE, 1, 0, 0));
        assertEquals(0, autoscaler.scale(5 * MINUTE + 2 * SECOND, 1, 0, 0));
    }

    @Test
    void autoscalerTestGoScaleDownDelayGradual() {
        KpaAutoscaler autoscaler = delayed();

        assertEquals(4, autoscaler.scale(9 * MINUTE, 1, 40, 40));
        assertEquals(4, autoscaler.scale(10 * MINUTE, 1, 30, 30));
        assertEquals(4, autoscaler.scale(11 * MINUTE, 1, 0, 0));
        assertEquals(3, autoscaler.scale(14 * MINUTE, 1, 0, 0));
        assertEquals(0, autoscaler.scale(15 * MINUTE, 1, 0, 0));
    }

    @Test
    void beginsInPanicWithMoreThanOnePod() {
        var settings = new Settings(10, 10, 10, 2, MINUTE, 0, 1, true);

        assertEquals(4, new KpaAutoscaler(settings, 0, 4).scale(0, 4, 1, 1));
    }

    private static KpaAutoscaler fresh(double target) {
        return new KpaAutoscaler(new Settings(target, 10, 10, 2, MINUTE, 0, 1, true), 0, 1);
    }

    private static KpaAutoscaler delayed() {
        // The panic threshold is out of reach: only the delay keeps pods.
        return new KpaAutoscaler(new Settings(10, 10, 10, 1000, MINUTE, 5 * MINUTE, 1, true), 0, 1);
    }
}
