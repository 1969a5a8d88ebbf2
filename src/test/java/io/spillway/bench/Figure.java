package io.spillway.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * One line of a benchmark: name, value, unit, spread, baseline, ratio; {@code -} where there is
 * none. The spread is half the distance between the quartiles, in percent of the median.
 */
final class Figure {

    private Figure() {}

    static double median(double[] values) {
        return quantile(values, 0.5);
    }

    private static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = q * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    static String line(String name, String unit, double[] values) {
        return line(name, unit, values, "-", "-");
    }

    /** With what it is measured against; ratios of interleaved pairs, and their median. */
    static String line(String name, String unit, double[] values, double[] baseline) {
        double[] ratios = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            ratios[i] = values[i] / baseline[i];
        }
        return line(name, unit, values, number(median(baseline)), number(median(ratios)));
    }

    private static String line(
            String name, String unit, double[] values, String baseline, String ratio) {
        double spread = (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median(values);
        return String.format(
                Locale.ROOT,
                "%-44s %12s %-6s ±%.0f%% %12s %8s",
                name,
                number(median(values)),
                unit,
                100 * Math.abs(spread),
                baseline,
                ratio);
    }

    private static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 1000 ? "%.0f" : size >= 10 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
