package io.spillway.analysis;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A percentile bootstrap of the difference between two samples' percentiles, b − a.
 *
 * @param difference of the samples themselves
 * @param low 2.5th percentile of the resampled differences
 * @param high 97.5th
 */
public record Bootstrap(double difference, double low, double high) {

    /**
     * Resamples both sides independently, with the given seed: the same seed gives the same
     * interval.
     *
     * @param percent which percentile, 0 to 100
     */
    public static Bootstrap ofPercentiles(double[] a, double[] b, double percent, Resampling how) {
        if (a.length == 0 || b.length == 0) {
            throw new IllegalArgumentException("nothing to resample");
        }
        var random = new SplittableRandom(how.seed());
        double[] differences = new double[how.resamples()];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = resampled(b, percent, random) - resampled(a, percent, random);
        }
        return new Bootstrap(
                percentile(b.clone(), percent) - percentile(a.clone(), percent),
                percentile(differences, 2.5),
                percentile(differences, 97.5));
    }

    /** How often, and with which seed. */
    public record Resampling(int resamples, long seed) {
        public Resampling {
            if (resamples < 1) {
                throw new IllegalArgumentException("resamples is below 1: " + resamples);
            }
        }
    }

    /** Whether the interval excludes 0. */
    public boolean isSignificant() {
        return low > 0 || high < 0;
    }

    private static double resampled(double[] values, double percent, SplittableRandom random) {
        double[] drawn = new double[values.length];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = values[random.nextInt(values.length)];
        }
        return percentile(drawn, percent);
    }

    /** Nearest rank; sorts the array. */
    private static double percentile(double[] values, double percent) {
        Arrays.sort(values);
        int rank = (int) Math.ceil(percent / 100 * values.length);
        return values[Math.clamp(rank, 1, values.length) - 1];
    }
}
