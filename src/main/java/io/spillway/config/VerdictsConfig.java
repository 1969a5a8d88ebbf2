package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * {@code report.verdicts}: what a run cannot measure itself. A verdict without its part is not
 * given.
 *
 * @param constantRun results folder of a run with evenly spaced arrivals at the same mean rate
 * @param syntheticRun results folder of a run with synthetic data at the same mean rate
 * @param productionP50 median of input tokens in production; null when not known
 * @param productionP95 their 95th percentile; null when not known
 * @param datasetAgeDays days since the data set was sampled; null when not known
 * @param generatorZone where the load comes from
 * @param serverZone where the servers are
 * @param nodeType kind of machine that the load comes from
 */
public record VerdictsConfig(
        @Nullable Path constantRun,
        @Nullable Path syntheticRun,
        @Nullable Double productionP50,
        @Nullable Double productionP95,
        @Nullable Double datasetAgeDays,
        @Nullable String generatorZone,
        @Nullable String serverZone,
        @Nullable String nodeType) {

    /** Nothing is known. */
    public static final VerdictsConfig NONE =
            new VerdictsConfig(null, null, null, null, null, null, null, null);

    static VerdictsConfig read(Section s) {
        return new VerdictsConfig(
                s.file("constant_run"),
                s.file("synthetic_run"),
                s.number("production_input_p50", Bounds.POSITIVE),
                s.number("production_input_p95", Bounds.POSITIVE),
                s.number("dataset_age_days", Bounds.NOT_NEGATIVE),
                s.text("generator_zone"),
                s.text("server_zone"),
                s.text("node_type"));
    }
}
