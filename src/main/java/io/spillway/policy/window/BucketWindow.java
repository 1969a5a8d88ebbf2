package io.spillway.policy.window;

/**
 * Averages over buckets of time, as Knative keeps them: a bucket holds the mean of its readings, a
 * bucket without one inside the window counts as zero, and before the window has filled only the
 * buckets since the first reading count.
 */
public final class BucketWindow {
    private static final double COVERED = 0.9999;
    private static final double LEAST_COEFFICIENT = 0.2;

    private final long granularityNanos;
    private final double[] sums;
    private final int[] counts;
    private final double coefficient;
    private long firstBucket = -1;
    private long newestBucket = -1;

    public BucketWindow(long windowNanos, long granularityNanos) {
        this.granularityNanos = granularityNanos;
        int size = (int) Math.max(1, (windowNanos + granularityNanos / 2) / granularityNanos);
        sums = new double[size];
        counts = new int[size];
        coefficient = Math.max(1 - Math.pow(1 - COVERED, 1.0 / size), LEAST_COEFFICIENT);
    }

    /** Takes a reading. Times do not decrease. */
    public void record(long nowNanos, double value) {
        long bucket = nowNanos / granularityNanos;
        if (firstBucket < 0 || bucket - newestBucket >= sums.length) {
            clear();
            firstBucket = bucket;
        } else {
            for (long b = newestBucket + 1; b <= bucket; b++) {
                sums[slot(b)] = 0;
                counts[slot(b)] = 0;
            }
        }
        newestBucket = bucket;
        sums[slot(bucket)] += value;
        counts[slot(bucket)]++;
    }

    /** Whether there is no reading in the window that ends now. */
    public boolean isEmpty(long nowNanos) {
        return firstBucket < 0 || nowNanos / granularityNanos - newestBucket >= sums.length;
    }

    /** The plain average over the window that ends now. */
    public double average(long nowNanos) {
        long last = nowNanos / granularityNanos;
        long from = Math.max(firstBucket, last - sums.length + 1);
        double sum = 0;
        for (long b = from; b <= last; b++) {
            sum += value(b);
        }
        return sum / (last - from + 1);
    }

    /**
     * The exponentially weighted average: {@code Σ c·(1−c)^i · bucket_i}, newest first, with c so
     * that the window holds 99.99 % of the weight, and at least 0.2.
     */
    public double weightedAverage(long nowNanos) {
        long last = nowNanos / granularityNanos;
        long from = Math.max(firstBucket, last - sums.length + 1);
        double[] newestFirst = new double[(int) (last - from + 1)];
        for (int i = 0; i < newestFirst.length; i++) {
            newestFirst[i] = value(last - i);
        }
        return weighted(newestFirst, coefficient);
    }

    static double weighted(double[] newestFirst, double coefficient) {
        double sum = 0;
        double weight = coefficient;
        for (double value : newestFirst) {
            sum += weight * value;
            weight *= 1 - coefficient;
        }
        return sum;
    }

    private double value(long bucket) {
        boolean held = bucket <= newestBucket && bucket > newestBucket - sums.length;
        int slot = slot(bucket);
        return held && counts[slot] > 0 ? sums[slot] / counts[slot] : 0;
    }

    private int slot(long bucket) {
        return (int) (bucket % sums.length);
    }

    private void clear() {
        java.util.Arrays.fill(sums, 0);
        java.util.Arrays.fill(counts, 0);
    }
}
