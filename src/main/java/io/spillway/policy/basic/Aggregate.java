package io.spillway.policy.basic;

import java.util.List;
import java.util.Locale;

/** How the values of several replicas become one. */
enum Aggregate {
    MAX,
    SUM,
    MEAN;

    static final List<String> NAMES = List.of("max", "sum", "mean");

    static Aggregate named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Of at least one value. */
    double of(List<Double> values) {
        double sum = 0;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            sum += value;
            max = Math.max(max, value);
        }
        return switch (this) {
            case MAX -> max;
            case SUM -> sum;
            case MEAN -> sum / values.size();
        };
    }
}
