package io.spillway.study;

import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.LoadConfig;
import io.spillway.config.RateStage;
import io.spillway.config.ReportConfig;
import io.spillway.config.ScalingConfig;
import io.spillway.config.SimulatedConfig;
import io.spillway.config.UserStage;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** Experiments made from another one by changing a part. Everything else stays as it was. */
public final class ExperimentEdits {

    private static final LoadConfig.Caps NO_CAPS = new LoadConfig.Caps(null, null, null);

    private ExperimentEdits() {}

    /** What changes between the runs of a study. */
    private record Parts(
            long seed,
            LoadConfig load,
            ReportConfig report,
            @Nullable FleetConfig fleet,
            @Nullable ScalingConfig scaling) {}

    private static Experiment rebuilt(Experiment e, Parts parts) {
        return new Experiment(
                e.name(),
                e.description(),
                parts.seed,
                e.api(),
                e.data(),
                parts.load,
                e.server(),
                e.tokenizer(),
                e.storage(),
                e.metrics(),
                parts.report,
                e.circuitBreakers(),
                parts.fleet,
                parts.scaling,
                e.routing(),
                e.slo(),
                e.dashboard());
    }

    public static Experiment withSeed(Experiment e, long seed) {
        return rebuilt(e, new Parts(seed, e.load(), e.report(), e.fleet(), e.scaling()));
    }

    public static Experiment withLoad(Experiment e, LoadConfig load) {
        return rebuilt(e, new Parts(e.seed(), load, e.report(), e.fleet(), e.scaling()));
    }

    public static Experiment withFleet(Experiment e, @Nullable FleetConfig fleet) {
        return rebuilt(e, new Parts(e.seed(), e.load(), e.report(), fleet, e.scaling()));
    }

    /** Null for a fleet that stays as it is. */
    public static Experiment withScaling(Experiment e, @Nullable ScalingConfig scaling) {
        return rebuilt(e, new Parts(e.seed(), e.load(), e.report(), e.fleet(), scaling));
    }

    /** Every request counts, from the first to the last. */
    public static Experiment withoutWindow(Experiment e) {
        ReportConfig r = e.report();
        var whole =
                new ReportConfig(
                        r.lifecycle(),
                        r.sessions(),
                        r.prometheus(),
                        r.constraints(),
                        r.format(),
                        Duration.ZERO,
                        Duration.ZERO,
                        false,
                        r.verdicts());
        return rebuilt(e, new Parts(e.seed(), e.load(), whole, e.fleet(), e.scaling()));
    }

    /** The load as numbers of users, without caps: the users are the cap. */
    public static Experiment withUsers(Experiment e, List<UserStage> levels) {
        LoadConfig load = e.load();
        return withLoad(
                e,
                new LoadConfig(
                        LoadConfig.Type.CONCURRENT,
                        LoadConfig.Schedule.EXACT,
                        LoadConfig.Arrivals.CONSTANT,
                        load.burstiness(),
                        null,
                        List.of(),
                        levels,
                        null,
                        load.trace(),
                        NO_CAPS,
                        load.effectiveTimeout(),
                        load.baseSeed(),
                        load.circuitBreakers(),
                        load.loraShares()));
    }

    /** The load as stages of constant rates, arriving as the experiment's own do. */
    public static Experiment withRates(Experiment e, List<RateStage> stages) {
        LoadConfig load = e.load();
        LoadConfig.Type type =
                switch (load.type()) {
                    case CONSTANT -> LoadConfig.Type.CONSTANT;
                    case GAMMA -> LoadConfig.Type.GAMMA;
                    case POISSON, RAMP, STEP, DIURNAL, CONCURRENT, TRACE_REPLAY ->
                            LoadConfig.Type.POISSON;
                };
        LoadConfig.Arrivals arrivals =
                switch (type) {
                    case CONSTANT -> LoadConfig.Arrivals.CONSTANT;
                    case GAMMA -> LoadConfig.Arrivals.GAMMA;
                    case POISSON, RAMP, STEP, DIURNAL, CONCURRENT, TRACE_REPLAY ->
                            LoadConfig.Arrivals.POISSON;
                };
        return withRates(e, stages, type, arrivals);
    }

    /** The load as stages of constant rates. */
    public static Experiment withRates(
            Experiment e,
            List<RateStage> stages,
            LoadConfig.Type type,
            LoadConfig.Arrivals arrivals) {
        LoadConfig load = e.load();
        return withLoad(
                e,
                new LoadConfig(
                        type,
                        load.schedule(),
                        arrivals,
                        load.burstiness(),
                        load.interval(),
                        stages,
                        List.of(),
                        null,
                        load.trace(),
                        load.caps(),
                        load.requestTimeout(),
                        load.baseSeed(),
                        load.circuitBreakers(),
                        load.loraShares()));
    }

    /** A stage of one rate. */
    public static RateStage stage(double rate, Duration duration) {
        return new RateStage(BigDecimal.valueOf(rate), null, duration, null, null);
    }

    /** A fleet of exactly so many replicas that nobody scales; no fleet stays no fleet. */
    public static Experiment withFixedFleet(Experiment e, int replicas) {
        return withScaling(withFleetSize(e, replicas, replicas), null);
    }

    /** A fleet with these bounds; no fleet stays no fleet. */
    public static Experiment withFleetSize(Experiment e, int min, int max) {
        FleetConfig fleet = e.fleet();
        return fleet == null ? e : withFleet(e, rebuilt(fleet, min, max, UnaryOperator.identity()));
    }

    /** Replicas of a simulated fleet that take so long to start; others stay as they are. */
    public static Experiment withStartup(Experiment e, SimulatedConfig.Startup startup) {
        return withSimulated(
                e,
                s ->
                        new SimulatedConfig(
                                s.profile(),
                                s.maxNumSeqs(),
                                s.maxModelLen(),
                                s.maxNumBatchedTokens(),
                                s.kvBlocks(),
                                s.prefixCaching(),
                                s.fixed(),
                                s.latency(),
                                startup,
                                s.faults()));
    }

    /** Replicas of a simulated fleet with which nothing goes wrong. */
    public static Experiment withoutFaults(Experiment e) {
        return withSimulated(
                e,
                s ->
                        new SimulatedConfig(
                                s.profile(),
                                s.maxNumSeqs(),
                                s.maxModelLen(),
                                s.maxNumBatchedTokens(),
                                s.kvBlocks(),
                                s.prefixCaching(),
                                s.fixed(),
                                s.latency(),
                                s.startup(),
                                List.of()));
    }

    private static Experiment withSimulated(Experiment e, UnaryOperator<SimulatedConfig> change) {
        FleetConfig fleet = e.fleet();
        return fleet == null
                ? e
                : withFleet(e, rebuilt(fleet, fleet.minReplicas(), fleet.maxReplicas(), change));
    }

    private static FleetConfig rebuilt(
            FleetConfig f, int min, int max, UnaryOperator<SimulatedConfig> change) {
        SimulatedConfig simulated = f.simulated();
        return new FleetConfig(
                f.actuator(),
                min,
                max,
                f.costPerReplicaHour(),
                f.capacityPerReplica(),
                f.maxParallelStarts(),
                f.startTimeout(),
                f.onStartFailure(),
                f.warmUp(),
                simulated == null ? null : change.apply(simulated),
                f.helm(),
                f.kubernetes(),
                f.process(),
                f.endpoints(),
                f.observe(),
                f.replicas());
    }
}
