package io.spillway.record;

import org.HdrHistogram.Histogram;

/** Three percentiles in seconds, NaN when there was nothing to measure. */
public record Quantiles(double p50Seconds, double p95Seconds, double p99Seconds) {

    public static final Quantiles NONE = new Quantiles(Double.NaN, Double.NaN, Double.NaN);

    /** Sorts the buffer. */
    static Quantiles of(SampleBuffer samples) {
        if (samples.size() == 0) {
            return NONE;
        }
        samples.sort();
        return new Quantiles(
                samples.percentile(50) / 1e9,
                samples.percentile(95) / 1e9,
                samples.percentile(99) / 1e9);
    }

    static Quantiles of(Histogram values) {
        return new Quantiles(at(values, 50), at(values, 95), at(values, 99));
    }

    private static double at(Histogram values, double percent) {
        return values.medianEquivalentValue(values.getValueAtPercentile(percent)) / 1e9;
    }
}
