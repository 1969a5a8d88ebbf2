package io.spillway.fleet;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one replica said about itself at one time.
 *
 * @param atNanos when the values were read; for {@link Freshness#MISSING}, when the attempt ended
 * @param values canonical name (see {@link Signal}) to value, aggregated over the replica's
 *     engines; histograms appear as {@code <name>_sum} and {@code <name>_count}
 * @param problem why the sample is stale or missing
 */
public record ReplicaSample(
        ReplicaId replica,
        long atNanos,
        Freshness freshness,
        Map<String, Double> values,
        @Nullable String problem) {

    public ReplicaSample {
        values = Collections.unmodifiableMap(values);
    }

    public static ReplicaSample fresh(ReplicaId replica, long atNanos, Map<String, Double> values) {
        return new ReplicaSample(replica, atNanos, Freshness.FRESH, values, null);
    }

    public static ReplicaSample missing(ReplicaId replica, long atNanos, String problem) {
        return new ReplicaSample(replica, atNanos, Freshness.MISSING, Map.of(), problem);
    }

    /** The same values, known to be old. */
    public ReplicaSample stale(String why) {
        return new ReplicaSample(replica, atNanos, Freshness.STALE, values, why);
    }

    /** The value of a canonical series, empty when the replica did not report it. */
    public OptionalDouble value(String signal) {
        Double value = values.get(signal);
        return value == null || value.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    public boolean isFresh() {
        return freshness == Freshness.FRESH;
    }
}
