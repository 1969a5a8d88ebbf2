package io.spillway.balance;

import java.time.Duration;

/**
 * When a replica that fails is left out, and for how long: {@code base · (ejections in a row)}, at
 * most {@code max}. The last replica is never ejected. A replica that returns ramps up as a new one
 * does.
 *
 * @param consecutiveFailures failures in a row that eject, 0 for never
 * @param base how long the first time
 * @param max the longest
 * @param maxPercent the most replicas that may be out at once, in percent; one always may
 */
public record Ejection(int consecutiveFailures, Duration base, Duration max, double maxPercent) {

    /** Nobody is ever ejected. */
    public static final Ejection NONE = new Ejection(0, Duration.ZERO, Duration.ZERO, 0);

    /** Five failures in a row, 30 s to 300 s, at most half of the fleet. */
    public static final Ejection DEFAULT =
            new Ejection(5, Duration.ofSeconds(30), Duration.ofSeconds(300), 50);

    public Ejection {
        if (consecutiveFailures < 0) {
            throw new IllegalArgumentException(
                    "consecutive failures is negative: " + consecutiveFailures);
        }
        if (base.isNegative() || max.compareTo(base) < 0) {
            throw new IllegalArgumentException(
                    "ejection times do not increase: base " + base + ", max " + max);
        }
        if (!(maxPercent >= 0 && maxPercent <= 100)) {
            throw new IllegalArgumentException("max percent is not in 0 to 100: " + maxPercent);
        }
    }

    boolean isEnabled() {
        return consecutiveFailures > 0;
    }

    /** How long the n-th ejection in a row lasts. */
    long durationNanos(int ejections) {
        double nanos = (double) base.toNanos() * ejections;
        return (long) Math.min(nanos, (double) max.toNanos());
    }

    /** How many of {@code members} may be out at once. */
    int limit(int members) {
        int share = (int) Math.floor(members * maxPercent / 100);
        return Math.min(members - 1, Math.max(1, share));
    }
}
