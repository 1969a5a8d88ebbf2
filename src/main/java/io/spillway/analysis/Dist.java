package io.spillway.analysis;

import io.spillway.record.LatencyHistogram;

/**
 * A distribution in a summary, in seconds. Without values it is {@link #UNMEASURED}: what should be
 * there and could not be measured. Mean, minimum and maximum are exact; percentiles are
 * nearest-rank, within 0.1 %.
 */
public record Dist(
        double mean,
        double min,
        double p50,
        double p90,
        double p95,
        double p99,
        double max,
        long count) {

    public static final Dist UNMEASURED =
            new Dist(
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    0);

    /** Of a histogram of nanoseconds. */
    public static Dist ofNanos(LatencyHistogram nanos) {
        if (nanos.isEmpty()) {
            return UNMEASURED;
        }
        return new Dist(
                nanos.mean() / 1e9,
                nanos.min() / 1e9,
                nanos.percentile(50) / 1e9,
                nanos.percentile(90) / 1e9,
                nanos.percentile(95) / 1e9,
                nanos.percentile(99) / 1e9,
                nanos.max() / 1e9,
                nanos.count());
    }

    public boolean isMeasured() {
        return count > 0;
    }
}
