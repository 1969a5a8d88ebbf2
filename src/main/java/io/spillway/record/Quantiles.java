package io.spillway.record;

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

    /** Of values in nanoseconds; not of none. */
    static Quantiles of(GapCounts values) {
        return new Quantiles(
                values.percentile(50) / 1e9,
                values.percentile(95) / 1e9,
                values.percentile(99) / 1e9);
    }
}
