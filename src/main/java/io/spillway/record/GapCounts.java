package io.spillway.record;

import org.HdrHistogram.Histogram;

import java.util.Arrays;

/**
 * Counts of values in the buckets of an HdrHistogram with lowest value 1, which remembers which
 * buckets it has touched. The gaps of a second lie in few of some ten thousand buckets, and nothing
 * here looks at the others. Not thread-safe.
 */
final class GapCounts {
    private final int subBucketBits;
    private long[] counts;
    private long total;

    /** Apart, since two events in one read would stretch the range over every bucket. */
    private long zeros;

    private int first = Integer.MAX_VALUE;
    private int last = -1;

    /**
     * @param digits significant ones: 2 or 3
     */
    GapCounts(int digits) {
        // As HdrHistogram: the smallest power of two that is at least 2 * 10^digits.
        subBucketBits = digits == 3 ? 11 : 8;
        counts = new long[1 << subBucketBits];
    }

    /**
     * @param value at least 0
     */
    void record(long value, long count) {
        total += count;
        if (value == 0) {
            zeros += count;
        } else {
            addAt(index(value), count);
        }
    }

    private void addAt(int index, long count) {
        if (index >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(index + 1, counts.length * 2));
        }
        counts[index] += count;
        first = Math.min(first, index);
        last = Math.max(last, index);
    }

    private int index(long value) {
        int shift = Math.max(0, 64 - Long.numberOfLeadingZeros(value) - subBucketBits);
        return (shift << (subBucketBits - 1)) + (int) (value >>> shift);
    }

    private int shiftOf(int index) {
        return Math.max(0, (index >> (subBucketBits - 1)) - 1);
    }

    /** The least value of a bucket. */
    private long valueAt(int index) {
        int shift = shiftOf(index);
        return (long) (index - (shift << (subBucketBits - 1))) << shift;
    }

    /** The other's digits must be the same. */
    void add(GapCounts other) {
        total += other.total;
        zeros += other.zeros;
        if (other.last >= 0) {
            addAt(other.last, 0);
            first = Math.min(first, other.first);
            for (int i = other.first; i <= other.last; i++) {
                counts[i] += other.counts[i];
            }
        }
    }

    void addTo(Histogram histogram) {
        if (zeros > 0) {
            histogram.recordValueWithCount(0, zeros);
        }
        for (int i = first; i <= last; i++) {
            if (counts[i] > 0) {
                histogram.recordValueWithCount(valueAt(i), counts[i]);
            }
        }
    }

    void clear() {
        if (last >= 0) {
            Arrays.fill(counts, first, last + 1, 0);
        }
        first = Integer.MAX_VALUE;
        last = -1;
        zeros = 0;
        total = 0;
    }

    boolean isEmpty() {
        return total == 0;
    }

    /**
     * The nearest-rank percentile, as the middle of its bucket. Not of an empty one.
     *
     * @param percent above 0, to 100
     */
    long percentile(double percent) {
        // Rounded down by the least step, as in HdrHistogram: 99 % of 100 is rank 99 and not 100.
        double share = Math.nextAfter(percent, Double.NEGATIVE_INFINITY);
        long rank = Math.max(1, (long) Math.ceil(share * total / 100));
        long seen = zeros;
        if (seen >= rank) {
            return 0;
        }
        for (int i = first; i <= last; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return valueAt(i) + (1L << shiftOf(i) >> 1);
            }
        }
        throw new IllegalStateException("no gaps");
    }
}
