package io.spillway.balance;

import java.time.Duration;

/**
 * How the weight of a new replica ramps up, as Envoy does it: {@code weight · max(minWeight,
 * (max(t, 1 s) / window) ^ (1 / aggression))} until the window is over.
 *
 * @param window length of the ramp, zero for none
 * @param aggression 1 for a straight line, above 1 for a quick start, below 1 for a slow one
 * @param minWeight the least share of its weight that a new replica has, 0 to 1
 */
public record SlowStart(Duration window, double aggression, double minWeight) {

    /** Full weight at once. */
    public static final SlowStart NONE = new SlowStart(Duration.ZERO, 1, 0.1);

    private static final double SECOND_NANOS = 1e9;

    public SlowStart {
        if (window.isNegative()) {
            throw new IllegalArgumentException("slow start window is negative: " + window);
        }
        if (!(aggression > 0) || Double.isInfinite(aggression)) {
            throw new IllegalArgumentException("aggression is not above 0: " + aggression);
        }
        if (!(minWeight > 0 && minWeight <= 1)) {
            throw new IllegalArgumentException("min weight is not in (0, 1]: " + minWeight);
        }
    }

    /** A straight ramp from a tenth of the weight: Envoy's defaults. */
    public static SlowStart over(Duration window) {
        return new SlowStart(window, 1, 0.1);
    }

    /** What to multiply the weight by, at {@code nowNanos}, for a replica ready since then. */
    public double factor(long sinceNanos, long nowNanos) {
        double windowNanos = window.toNanos();
        long elapsedNanos = nowNanos - sinceNanos;
        if (elapsedNanos >= windowNanos) {
            return 1;
        }
        double progress = Math.min(1, Math.max((double) elapsedNanos, SECOND_NANOS) / windowNanos);
        return Math.max(minWeight, Math.pow(progress, 1 / aggression));
    }
}
