package io.spillway.study.sweep;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * inference-perf's estimate of saturation and the stages it makes of it: the same arithmetic, for
 * comparison. The estimate is a percentile of the slopes at which a burst's requests in flight
 * fall; it is biased upwards where completions come in waves, and measures nothing where the burst
 * is below capacity.
 */
public final class InferencePerfEstimator {

    private InferencePerfEstimator() {}

    /** Requests in flight at a time, in nanoseconds of run time. */
    public record Sample(long atNanos, int inFlight) {}

    /** How stages are spaced. */
    public enum Spacing {
        LINEAR,
        /** Dense near saturation. */
        GEOMETRIC
    }

    /** Which version's rounding. */
    public enum Rounding {
        /** v0.2.0: linear stages to whole numbers, halves to even; geometric to two decimals. */
        V0_2,
        /** v0.3.0 and later: two decimals. */
        HEAD
    }

    /**
     * The percentile of |Δ in flight| / Δt over adjacent samples between which requests in flight
     * fell, in requests per second; empty with fewer than two such pairs.
     *
     * @param percentile 0 to 100, linearly interpolated
     * @param endNanos later samples do not count
     */
    public static OptionalDouble saturation(
            List<Sample> samples, double percentile, long endNanos) {
        var slopes = new ArrayList<Double>();
        for (int i = 1; i < samples.size(); i++) {
            Sample before = samples.get(i - 1);
            Sample after = samples.get(i);
            int fell = before.inFlight() - after.inFlight();
            if (after.atNanos() < endNanos && fell > 0) {
                slopes.add(fell / ((after.atNanos() - before.atNanos()) / 1e9));
            }
        }
        return slopes.size() < 2
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        percentile(
                                slopes.stream().mapToDouble(Double::doubleValue).toArray(),
                                percentile));
    }

    /** Linear interpolation between the values around index (n-1)·q/100. */
    static double percentile(double[] values, double percentile) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double index = (sorted.length - 1) * percentile / 100;
        int below = (int) Math.floor(index);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (index - below);
    }

    /** Rates from 1 to the saturation rate; 1 alone for a single stage. */
    public static List<Double> stages(
            double saturation, int count, Spacing spacing, Rounding rounding) {
        var rates = new ArrayList<Double>();
        for (int i = 0; i < count; i++) {
            rates.add(rounded(rate(saturation, count, i, spacing), spacing, rounding));
        }
        return rates;
    }

    private static double rate(double saturation, int count, int i, Spacing spacing) {
        if (i == 0) {
            return 1;
        }
        if (i == count - 1) {
            return saturation;
        }
        return switch (spacing) {
            case LINEAR -> 1 + (saturation - 1) * i / (count - 1);
            case GEOMETRIC ->
                    1 + saturation - Math.pow(saturation, (count - 1.0 - i) / (count - 1));
        };
    }

    private static double rounded(double rate, Spacing spacing, Rounding rounding) {
        boolean whole = spacing == Spacing.LINEAR && rounding == Rounding.V0_2;
        return new BigDecimal(rate).setScale(whole ? 0 : 2, RoundingMode.HALF_EVEN).doubleValue();
    }
}
