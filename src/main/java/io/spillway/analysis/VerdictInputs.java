package io.spillway.analysis;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a run's own figures do not tell. Everything is optional: a rule without its input says
 * nothing.
 *
 * @param sweep a sweep's estimate of saturation, for V5
 * @param burst tails of two arrival processes at the same rate, for V7
 * @param realData tails of two kinds of data at the same rate, for V8
 * @param dataset token lengths in production and in the test, for V9
 * @param topology where generator and servers are, for V10 and V14
 * @param routes what the server offers, for V13
 */
public record VerdictInputs(
        @Nullable Sweep sweep,
        @Nullable Tails burst,
        @Nullable Tails realData,
        @Nullable Dataset dataset,
        @Nullable Topology topology,
        @Nullable Routes routes) {

    public static final VerdictInputs NONE = new VerdictInputs(null, null, null, null, null, null);

    /** The same with what the server offers. */
    public VerdictInputs with(@Nullable Routes offered) {
        return new VerdictInputs(sweep, burst, realData, dataset, topology, offered);
    }

    /** The same with what its configuration tells of its surroundings. */
    public VerdictInputs with(
            @Nullable Tails burst,
            @Nullable Tails realData,
            @Nullable Dataset dataset,
            @Nullable Topology topology) {
        return new VerdictInputs(sweep, burst, realData, dataset, topology, routes);
    }

    /**
     * A saturation estimate in requests per second.
     *
     * @param method how it was found
     */
    public record Sweep(double saturationRate, String method) {}

    /**
     * p99 of TTFT in seconds from the intended send, in the tame case and in the wild one, which is
     * this run.
     *
     * @param rateRatio answered requests per second here over those there
     */
    public record Tails(double tameP99Seconds, double wildP99Seconds, double rateRatio) {
        private static final double SAME_RATE = 0.1;

        boolean comparable() {
            return Math.abs(rateRatio - 1) <= SAME_RATE;
        }
    }

    /**
     * Median and 95th percentile of input tokens, in production and here, and the data's age. NaN
     * is not known.
     */
    public record Dataset(
            double productionP50,
            double productionP95,
            double testP50,
            double testP95,
            double ageDays) {}

    /** Nodes and zones; null what is unknown. */
    public record Topology(
            @Nullable String generatorNode,
            @Nullable String generatorZone,
            @Nullable String serverZone,
            @Nullable String nodeType) {}

    /** The routes that answered, the one that was used, and the models that were offered. */
    public record Routes(
            boolean completions,
            boolean chat,
            boolean usedCompletions,
            List<String> models,
            @Nullable String model) {
        public Routes {
            models = List.copyOf(models);
        }
    }
}
