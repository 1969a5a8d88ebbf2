package io.spillway.metrics;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What servers said about a span of time, all series taken together, by canonical name. What was
 * not seen is absent, never zero.
 *
 * @param increments how much counters grew; of histograms under {@code <name>_sum} and {@code
 *     <name>_count}
 * @param buckets what histograms observed: cumulative counts by upper bound
 * @param gauges samples over time; waiting and running added up over the servers, of KV usage the
 *     mean
 */
public record ServerTotals(
        Map<String, Double> increments,
        Map<String, NavigableMap<Double, Double>> buckets,
        Map<String, List<Double>> gauges) {

    /** Nothing was seen. */
    public static final ServerTotals NONE = new ServerTotals(Map.of(), Map.of(), Map.of());

    public ServerTotals {
        increments = Collections.unmodifiableMap(new TreeMap<>(increments));
        buckets = Collections.unmodifiableMap(new TreeMap<>(buckets));
        gauges = Collections.unmodifiableMap(new TreeMap<>(gauges));
    }

    public boolean isEmpty() {
        return increments.isEmpty() && buckets.isEmpty() && gauges.isEmpty();
    }

    /** How much a counter grew. */
    public OptionalDouble increment(String counter) {
        Double grown = increments.get(counter);
        return grown == null ? OptionalDouble.empty() : OptionalDouble.of(grown);
    }

    /** How much a counter grew for each of another; empty when the other did not grow. */
    public OptionalDouble ratio(String counter, String per) {
        Double above = increments.get(counter);
        Double below = increments.get(per);
        return above == null || below == null || !(below > 0)
                ? OptionalDouble.empty()
                : OptionalDouble.of(above / below);
    }

    /** The mean of what a histogram observed; empty when that was nothing. */
    public OptionalDouble mean(String histogram) {
        return ratio(histogram + "_sum", histogram + "_count");
    }

    /**
     * A quantile of what a histogram observed, as {@link Buckets#quantile} computes it, but never
     * more than the mean allows: times and counts are not negative, so at most the share 1 - q of
     * them is above mean / (1 - q). That says more than vLLM's first bucket of queueing times,
     * which ends at 0.3 s.
     *
     * @param q from 0 to 1
     */
    public OptionalDouble quantile(String histogram, double q) {
        NavigableMap<Double, Double> observed = buckets.get(histogram);
        double value = observed == null ? Double.NaN : Buckets.quantile(q, observed);
        if (Double.isNaN(value)) {
            return OptionalDouble.empty();
        }
        OptionalDouble mean = mean(histogram);
        return OptionalDouble.of(
                mean.isPresent() && mean.getAsDouble() >= 0 && q < 1
                        ? Math.min(value, mean.getAsDouble() / (1 - q))
                        : value);
    }
}
