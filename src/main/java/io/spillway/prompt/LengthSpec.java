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

    public LengthSpec {
        if (min < 0 || min > max) {
            throw new IllegalArgumentException(
                    "lengths need 0 <= min <= max, not %d and %d".formatted(min, max));
        }
        if (!Double.isFinite(mean) || mean < 0 || !Double.isFinite(skew)) {
            throw new IllegalArgumentException(
                    "the mean must be at least 0 and the skew a number: %s, %s"
                            .formatted(mean, skew));
        }
        checkSpread(stdDev, "std_dev");
        checkSpread(variance, "variance");
        if (variance != null && stdDev != null && stdDev > 0) {
            throw new IllegalArgumentException(
                    "give std_dev or variance, not both: %s, %s".formatted(stdDev, variance));
        }
        if (mean == 0 && isScaledByMean(type)) {
            throw new IllegalArgumentException("a %s needs a mean above 0".formatted(type));
        }
    }

    private static void checkSpread(@Nullable Double spread, String name) {
        if (spread != null && !(spread >= 0 && Double.isFinite(spread))) {
            throw new IllegalArgumentException(
                    "%s must be a number of at least 0: %s".formatted(name, spread));
        }
    }

    private static boolean isScaledByMean(Type type) {
        return type == Type.LOGNORMAL || type == Type.POISSON;
    }

    /**
     * Refuses a normal distribution whose mean lies outside its bounds, as synthetic data always
     * has.
     */
    void requireMeanWithinBounds() {
        if (type == Type.NORMAL && (mean < min || mean > max)) {
            throw new IllegalArgumentException(
                    "the mean %s lies outside min and max, %d and %d".formatted(mean, min, max));
        }
    }

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
