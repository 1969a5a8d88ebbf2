package io.spillway.metrics;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Arithmetic on histogram buckets: cumulative counts by upper bound, the last bound infinite. Pure.
 */
public final class Buckets {

    private Buckets() {}

    /** The bound that a {@code le} label says, NaN when it says none. */
    static double bound(String le) {
        if (le.equals("+Inf") || le.equals("Inf")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            return Double.parseDouble(le);
        } catch (NumberFormatException notANumber) {
            return Double.NaN;
        }
    }

    /**
     * What was observed between two readings. A count that fell means that the server restarted;
     * then everything in the later reading is new.
     */
    public static NavigableMap<Double, Double> between(
            NavigableMap<Double, Double> earlier, NavigableMap<Double, Double> later) {
        NavigableMap<Double, Double> delta = new TreeMap<>();
        for (Map.Entry<Double, Double> bucket : later.entrySet()) {
            double before = earlier.getOrDefault(bucket.getKey(), 0.0);
            if (before > bucket.getValue()) {
                return later;
            }
            delta.put(bucket.getKey(), bucket.getValue() - before);
        }
        return delta;
    }

    /**
     * A quantile as PromQL's {@code histogram_quantile} computes it: linear within the bucket that
     * holds the rank, the first bucket beginning at 0, the highest finite bound when the rank lies
     * above it. NaN without observations or without an infinite bound.
     *
     * @param q from 0 to 1; outside, minus or plus infinity
     */
    public static double quantile(double q, NavigableMap<Double, Double> cumulative) {
        if (cumulative.size() < 2 || cumulative.lastKey() != Double.POSITIVE_INFINITY) {
            return Double.NaN;
        }
        double total = cumulative.lastEntry().getValue();
        if (total == 0 || Double.isNaN(q)) {
            return Double.NaN;
        }
        if (q < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (q > 1) {
            return Double.POSITIVE_INFINITY;
        }
        double rank = q * total;
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
            double upper = bucket.getKey();
            // Counts of a page read while it changed may fall; they are taken as level.
            double count = Math.max(below, bucket.getValue());
            if (count >= rank) {
                return within(lower, upper, (rank - below) / (count - below), cumulative);
            }
            lower = upper;
            below = count;
        }
        return Double.NaN;
    }

    private static double within(
            double lower, double upper, double part, NavigableMap<Double, Double> cumulative) {
        if (upper == Double.POSITIVE_INFINITY) {
            return cumulative.lowerKey(upper);
        }
        boolean first = upper == cumulative.firstKey();
        if (first && upper <= 0) {
            return upper;
        }
        return lower + (upper - lower) * (Double.isNaN(part) ? 0 : part);
    }
}
