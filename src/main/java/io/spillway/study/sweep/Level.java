package io.spillway.study.sweep;

import org.jspecify.annotations.Nullable;

/**
 * What so many users, each sending its next request when its last one ended, came to.
 *
 * @param users requests in flight at any time
 * @param requestsPerSecond completions per second
 * @param halfWidth of its 95 % confidence interval, NaN when the level was too short for one
 * @param latencySeconds mean, from sending to the end; NaN when nothing ended
 * @param littleRatio throughput times latency over users: 1 when Little's law holds
 * @param completed in the measured seconds
 * @param failed in the measured seconds
 * @param measuredSeconds after users were ramped in and had settled
 * @param failure the most frequent kind of failure; null when nothing failed
 */
public record Level(
        int users,
        double requestsPerSecond,
        double halfWidth,
        double latencySeconds,
        double littleRatio,
        long completed,
        long failed,
        int measuredSeconds,
        @Nullable String failure) {

    private static final double MAX_FAILED = 0.01;
    private static final double LITTLE_TOLERANCE = 0.1;

    /** More than 1 % of what ended had failed. */
    boolean fails() {
        return failed > MAX_FAILED * (completed + failed);
    }

    /** Half width of the interval; without one, as if completions were independent. */
    double noise() {
        return Double.isNaN(halfWidth)
                ? 1.96 * requestsPerSecond / Math.sqrt((double) Math.max(1, completed))
                : halfWidth;
    }

    /** Whether throughput, latency and users agree to within 10 %. */
    public boolean holdsLittlesLaw() {
        return Math.abs(littleRatio - 1) <= LITTLE_TOLERANCE;
    }
}
