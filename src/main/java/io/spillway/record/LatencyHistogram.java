package io.spillway.record;

import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.IntCountsHistogram;

/**
 * A histogram of non-negative values, mostly nanoseconds, with three significant digits; count,
 * sum, minimum and maximum are exact. Values beyond a day are counted as a day. Not thread-safe.
 */
public final class LatencyHistogram {
    static final int DIGITS = 3;
    static final long LIMIT = 86_400_000_000_000L;

    private final AbstractHistogram counts;
    private double sum;
    private double sumOfSquares;
    private long min = Long.MAX_VALUE;
    private long max;

    private LatencyHistogram(AbstractHistogram counts) {
        this.counts = counts;
    }

    /** For at most 2^31 values in a bucket: requests. */
    public static LatencyHistogram ofRequests() {
        return new LatencyHistogram(new IntCountsHistogram(DIGITS));
    }

    /** For any number of values: gaps between tokens. */
    public static LatencyHistogram ofGaps() {
        return new LatencyHistogram(new Histogram(DIGITS));
    }

    public void record(long value) {
        record(value, 1);
    }

    /** Records the value {@code count} times. */
    public void record(long value, long count) {
        long bounded = Math.clamp(value, 0, LIMIT);
        if (count == 1) {
            counts.recordValue(bounded);
        } else {
            counts.recordValueWithCount(bounded, count);
        }
        double exact = bounded;
        sum += exact * count;
        sumOfSquares += exact * exact * count;
        min = Math.min(min, bounded);
        max = Math.max(max, bounded);
    }

    /** Adds every value of the other histogram. */
    public void add(LatencyHistogram other) {
        counts.add(other.counts);
        sum += other.sum;
        sumOfSquares += other.sumOfSquares;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
    }

    /** Adds values known only to a histogram's precision. */
    void addCounts(AbstractHistogram other) {
        for (HistogramIterationValue bucket : other.recordedValues()) {
            long value = other.medianEquivalentValue(bucket.getValueIteratedTo());
            record(value, bucket.getCountAddedInThisIterationStep());
        }
    }

    public long count() {
        return counts.getTotalCount();
    }

    public boolean isEmpty() {
        return count() == 0;
    }

    /** Exact; NaN when empty. */
    public double mean() {
        return isEmpty() ? Double.NaN : sum / count();
    }

    /** Population standard deviation; NaN when empty. */
    public double standardDeviation() {
        if (isEmpty()) {
            return Double.NaN;
        }
        double mean = mean();
        return Math.sqrt(Math.max(0, sumOfSquares / count() - mean * mean));
    }

    /** Exact; NaN when empty. */
    public double min() {
        return isEmpty() ? Double.NaN : min;
    }

    /** Exact; NaN when empty. */
    public double max() {
        return isEmpty() ? Double.NaN : max;
    }

    /**
     * The nearest-rank percentile, within 0.1 % of the value at that rank; NaN when empty.
     *
     * @param percent from 0 to 100
     */
    public double percentile(double percent) {
        if (isEmpty()) {
            return Double.NaN;
        }
        long value = counts.getValueAtPercentile(percent);
        return Math.clamp(counts.medianEquivalentValue(value), min, max);
    }

    /** How many values are at most this large, to the histogram's precision. */
    public long countAtMost(long value) {
        return isEmpty() || value < 0 ? 0 : counts.getCountBetweenValues(0, Math.min(value, LIMIT));
    }
}
