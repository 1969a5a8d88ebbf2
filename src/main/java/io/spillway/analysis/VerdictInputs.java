package io.spillway.analysis;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a run cannot measure and verdicts need; it is known before the load. Everything is optional:
 * a rule without its input says nothing.
 *
 * @param sweep a sweep's estimate of saturation, for V5
 * @param evenRun a run with evenly spaced arrivals, for V7
 * @param syntheticRun a run with synthetic data, for V8
 * @param dataset token lengths in production, and the age of the data, for V9
 * @param topology where generator and servers are, for V10 and V14
 * @param routes what the server offers, for V13
 */
public record VerdictInputs(
        @Nullable Sweep sweep,
        @Nullable OtherRun evenRun,
        @Nullable OtherRun syntheticRun,
        @Nullable Dataset dataset,
        @Nullable Topology topology,
        @Nullable Routes routes) {

    public static final VerdictInputs NONE = new VerdictInputs(null, null, null, null, null, null);

    /** The same with what the server offers. */
    public VerdictInputs with(@Nullable Routes offered) {
        return new VerdictInputs(sweep, evenRun, syntheticRun, dataset, topology, offered);
    }

    /**
     * A saturation estimate in requests per second.
     *
     * @param method how it was found
     */
    public record Sweep(double saturationRate, String method) {}

    /**
     * What another run came to.
     *
     * @param ttftP99Seconds p99 of TTFT from the intended send
     * @param requestsPerSecond answered
     */
    public record OtherRun(double ttftP99Seconds, double requestsPerSecond) {}

    /**
     * Median and 95th percentile of input tokens in production, and the age of the data that stand
     * for it. NaN is not known.
     */
    public record Dataset(double inputP50, double inputP95, double ageDays) {}

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
