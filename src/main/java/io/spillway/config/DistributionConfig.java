package io.spillway.config;

import org.jspecify.annotations.Nullable;

/**
 * A distribution of lengths, in tokens unless said otherwise.
 *
 * @param type its shape
 * @param min no value is below
 * @param max no value is above
 * @param mean before clipping to the bounds
 * @param stdDev before clipping to the bounds
 * @param skew of {@code skew_normal}
 * @param totalCount how many values are drawn before they repeat; null for as many as needed
 */
public record DistributionConfig(
        Type type,
        int min,
        int max,
        double mean,
        double stdDev,
        double skew,
        @Nullable Integer totalCount) {

    /** The shapes. */
    public enum Type implements Choice {
        NORMAL,
        SKEW_NORMAL,
        LOGNORMAL,
        UNIFORM,
        POISSON,
        FIXED
    }

    /** The same length every time. */
    static DistributionConfig fixed(int value) {
        return new DistributionConfig(Type.FIXED, value, value, value, 0, 0, null);
    }

    /** The mean that results, without the effect of clipping. */
    public double expected() {
        return switch (type) {
            case UNIFORM -> (min + (double) max) / 2;
            case NORMAL, SKEW_NORMAL, LOGNORMAL, POISSON, FIXED ->
                    Math.min(max, Math.max(min, mean));
        };
    }

    static DistributionConfig read(Section s) {
        Type type = s.choice("type", Type.NORMAL);
        int min = s.integer("min", 10, Bounds.NOT_NEGATIVE);
        int max = s.integer("max", 1024, Bounds.NOT_NEGATIVE);
        double mean = s.number("mean", 512, Bounds.NOT_NEGATIVE);
        double deviation = s.number("std_dev", 200, Bounds.NOT_NEGATIVE);
        Double variance = s.number("variance", Bounds.NOT_NEGATIVE);
        if (variance != null) {
            if (s.has("std_dev") && deviation > 0) {
                s.problem("variance", "write std_dev or variance, not both");
            }
            deviation = Math.sqrt(variance);
        }
        double skew = s.number("skew", 0, Bounds.ANY);
        Integer count = s.integer("total_count", Bounds.atLeast(1));
        if (count != null) {
            s.warn("total_count", "has no effect: as many lengths are drawn as requests are sent");
        }
        if (type == Type.FIXED) {
            min = s.has("min") ? min : Math.min(min, (int) mean);
            max = s.has("max") ? max : Math.max(max, (int) Math.ceil(mean));
        }
        DistributionConfig read =
                new DistributionConfig(type, min, max, mean, deviation, skew, count);
        read.check(s);
        return read;
    }

    /** A distribution, or a whole number for a fixed length. */
    static DistributionConfig readOrFixed(Section parent, String key, int fallback) {
        parent.know(key, "integer or distribution", fallback);
        if (parent.value(key) instanceof ConfigNode.Scalar) {
            return fixed(parent.integer(key, fallback, Bounds.NOT_NEGATIVE));
        }
        DistributionConfig read = parent.section(key, DistributionConfig::read);
        return read == null ? fixed(fallback) : read;
    }

    /** Shapes whose mean makes no sense outside the bounds; the others are clipped. */
    private boolean isCentred() {
        return type == Type.NORMAL || type == Type.FIXED;
    }

    private void check(Section s) {
        if (min > max) {
            s.problem(
                    s.has("min") ? "min" : "max",
                    "min is %d and max is %d; write min ≤ max".formatted(min, max));
        } else if (mean == 0 && (type == Type.LOGNORMAL || type == Type.POISSON)) {
            s.problem("mean", "write a mean above 0 for type: " + type.yaml());
        } else if (isCentred() && (mean < min || mean > max)) {
            s.problem(
                    "mean",
                    "the mean, %s, must lie from min to max, %d to %d%s"
                            .formatted(
                                    Numbers.text(mean),
                                    min,
                                    max,
                                    s.has("min") && s.has("max")
                                            ? ""
                                            : "; write min and max where these defaults do not"
                                                    + " fit"));
        }
    }
}
