package io.spillway.prompt;

import org.jspecify.annotations.Nullable;

/**
 * A length distribution as an experiment file describes it, with the defaults and the names of
 * inference-perf. {@link LengthDistribution#of} makes it draw.
 *
 * @param min least number of tokens
 * @param max greatest number of tokens
 * @param mean in tokens; the rate of {@code poisson}, the location of {@code skew_normal}
 * @param stdDev in tokens, null where the file has none (then 200, unless there is a variance)
 * @param variance instead of {@code stdDev}, in tokens squared
 * @param skew shape of {@code skew_normal}
 */
public record LengthSpec(
        Type type,
        int min,
        int max,
        double mean,
        @Nullable Double stdDev,
        @Nullable Double variance,
        double skew) {

    public static final int DEFAULT_MIN = 10;
    public static final int DEFAULT_MAX = 1024;
    public static final double DEFAULT_MEAN = 512;
    public static final double DEFAULT_STD_DEV = 200;

    /** The kinds of distribution. */
    public enum Type {
        NORMAL,
        /** Matched to mean and standard deviation. */
        LOGNORMAL,
        /** The same for what lies above {@code min}, as synthetic and random data have it. */
        SHIFTED_LOGNORMAL,
        UNIFORM,
        FIXED,
        SKEW_NORMAL,
        POISSON
    }

    /** Always this many tokens. */
    public static LengthSpec fixed(int tokens) {
        return new LengthSpec(Type.FIXED, tokens, tokens, tokens, 0.0, null, 0);
    }

    /** Normal, clipped. */
    public static LengthSpec normal(double mean, double stdDev, int min, int max) {
        return new LengthSpec(Type.NORMAL, min, max, mean, stdDev, null, 0);
    }

    /** Every length from min to max alike. */
    public static LengthSpec uniform(int min, int max) {
        return new LengthSpec(Type.UNIFORM, min, max, (min + (double) max) / 2, 0.0, null, 0);
    }

    /** The standard deviation, from whichever of the three places has it. */
    double deviation() {
        if (variance != null) {
            return Math.sqrt(variance);
        }
        return stdDev != null ? stdDev : DEFAULT_STD_DEV;
    }
}
