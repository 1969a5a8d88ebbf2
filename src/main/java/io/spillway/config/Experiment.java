package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One experiment, complete: every default filled in, every value checked.
 *
 * @param name in reports; empty for none
 * @param description in reports; empty for none
 * @param seed of everything random
 * @param fleet null for one endpoint, {@code server.base_url}
 * @param scaling null for as many replicas as there are at the start
 * @param dashboard null for none
 */
public record Experiment(
        String name,
        String description,
        long seed,
        ApiConfig api,
        DataConfig data,
        LoadConfig load,
        ServerConfig server,
        TokenizerConfig tokenizer,
        StorageConfig storage,
        MetricsConfig metrics,
        ReportConfig report,
        List<CircuitBreakerConfig> circuitBreakers,
        @Nullable FleetConfig fleet,
        @Nullable ScalingConfig scaling,
        RoutingConfig routing,
        SloConfig slo,
        @Nullable DashboardConfig dashboard) {

    public Experiment {
        circuitBreakers = List.copyOf(circuitBreakers);
    }

    /** Which clock an experiment runs on. */
    public enum Clock implements Choice {
        LIVE,
        VIRTUAL
    }

    /** The trace that gives arrivals, or lengths alone; null for none. */
    public @Nullable TraceConfig trace() {
        return load.trace() == null ? data.trace() : load.trace();
    }

    /** The same with another seed. */
    public Experiment withSeed(long value) {
        return varied(new Varied(value, load, fleet, scaling, slo));
    }

    /** The same with another load. */
    public Experiment withLoad(LoadConfig value) {
        return varied(new Varied(seed, value, fleet, scaling, slo));
    }

    /** The same with other replicas; null for one endpoint. */
    public Experiment withFleet(@Nullable FleetConfig value) {
        return varied(new Varied(seed, load, value, scaling, slo));
    }

    /** The same with another policy; null for none. */
    public Experiment withScaling(@Nullable ScalingConfig value) {
        return varied(new Varied(seed, load, fleet, value, slo));
    }

    Experiment withSlo(SloConfig value) {
        return varied(new Varied(seed, load, fleet, scaling, value));
    }

    /** What studies vary. */
    private record Varied(
            long seed,
            LoadConfig load,
            @Nullable FleetConfig fleet,
            @Nullable ScalingConfig scaling,
            SloConfig slo) {}

    private Experiment varied(Varied varied) {
        return new Experiment(
                name,
                description,
                varied.seed,
                api,
                data,
                varied.load,
                server,
                tokenizer,
                storage,
                metrics,
                report,
                circuitBreakers,
                varied.fleet,
                varied.scaling,
                routing,
                varied.slo,
                dashboard);
    }
}
