package io.spillway.sim.http;

import java.util.Arrays;

/** A histogram with fixed upper bounds. Confined to the server's loop. */
final class Histogram {

    private final double[] bounds;
    private final long[] counts;
    private double sum;
    private long count;

    Histogram(double... bounds) {
        this.bounds = bounds;
        this.counts = new long[bounds.length + 1];
    }

    /** Bounds 1, 2, 5, 10, … up to a maximum. */
    static Histogram oneTwoFive(long max) {
        int steps = 0;
        double[] bounds = new double[64];
        for (long decade = 1; decade <= max; decade *= 10) {
            for (int factor : new int[] {1, 2, 5}) {
                if (decade * factor <= max) {
                    bounds[steps++] = decade * factor;
                }
            }
        }
        return new Histogram(Arrays.copyOf(bounds, steps));
    }

    void observe(double value) {
        observe(value, 1);
    }

    void observe(double value, long times) {
        int at = 0;
        while (at < bounds.length && value > bounds[at]) {
            at++;
        }
        counts[at] += times;
        sum += value * times;
        count += times;
    }

    /** How many bounds there are beside infinity. */
    int size() {
        return bounds.length;
    }

    double bound(int index) {
        return bounds[index];
    }

    /** How many values were at most the bound of this index. */
    long cumulative(int index) {
        long total = 0;
        for (int i = 0; i <= index; i++) {
            total += counts[i];
        }
        return total;
    }

    double sum() {
        return sum;
    }

    long count() {
        return count;
    }
}
