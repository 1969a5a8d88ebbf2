package io.spillway.wiring;

import io.spillway.config.FaultConfig;
import io.spillway.config.SimulatedConfig;
import io.spillway.policy.EngineFacts;
import io.spillway.sim.EngineLimits;
import io.spillway.sim.EngineProfile;
import io.spillway.sim.EngineTuning;
import io.spillway.sim.StartupModel;
import io.spillway.sim.cluster.ClusterSpec;
import io.spillway.sim.cluster.Fault;
import io.spillway.sim.cluster.Faults;
import io.spillway.study.RunFailedException;
import io.spillway.time.Seeds;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The {@code fleet.simulated} block as the engine model takes it. */
final class Simulations {

    static final SimulatedConfig DEFAULT =
            new SimulatedConfig(
                    SimulatedConfig.DEFAULT_PROFILE,
                    null,
                    null,
                    null,
                    null,
                    true,
                    null,
                    null,
                    new SimulatedConfig.Startup(Duration.ofSeconds(20), 0),
                    List.of());

    private Simulations() {}

    /**
     * @param tokensPerHash tokens that one prefix hash of the prompts covers; 1 when nothing says
     *     so
     */
    static ClusterSpec cluster(
            SimulatedConfig config, int maxReplicas, long seed, int tokensPerHash)
            throws RunFailedException {
        try {
            EngineProfile profile = EngineProfile.named(config.profile());
            ClusterSpec cluster =
                    ClusterSpec.of(
                                    profile,
                                    tuning(config, profile, tokensPerHash),
                                    startup(config, seed),
                                    maxReplicas)
                            .withFaults(faults(config.faults()));
            return config.latency() == null ? cluster : cluster.withLatency(config.latency());
        } catch (IllegalArgumentException wrong) {
            throw new RunFailedException("fleet.simulated: " + wrong.getMessage(), wrong);
        }
    }

    static Faults faults(List<FaultConfig> configs) {
        var faults = new ArrayList<Fault>();
        for (FaultConfig config : configs) {
            for (int ordinal = config.replica(); ordinal <= config.lastReplica(); ordinal++) {
                faults.add(fault(config, ordinal));
            }
        }
        return new Faults(faults);
    }

    private static Fault fault(FaultConfig config, int ordinal) {
        long from = config.from().toNanos();
        long to = config.to() == null ? Long.MAX_VALUE : config.to().toNanos();
        return switch (config.type()) {
            case NEVER_READY -> new Fault.NeverReady(ordinal);
            case SLOW_START -> new Fault.SlowStart(ordinal, config.factor());
            case DIES -> new Fault.Dies(ordinal, config.at().toNanos());
            case METRICS_MISSING -> new Fault.MetricsMissing(ordinal, from, to);
            case METRICS_FROZEN -> new Fault.MetricsFrozen(ordinal, from, to);
            case METRICS_LYING ->
                    new Fault.MetricsLying(ordinal, from, to, config.signal(), config.value());
        };
    }

    static EngineTuning tuning(SimulatedConfig config, EngineProfile profile, int tokensPerHash) {
        @Nullable Integer hashTokens =
                tokensPerHash % profile.blockTokens() == 0 && tokensPerHash > 0
                        ? Integer.valueOf(tokensPerHash)
                        : null;
        return new EngineTuning(
                config.maxNumSeqs(),
                config.maxNumBatchedTokens(),
                config.maxModelLen(),
                config.kvBlocks(),
                config.prefixCaching(),
                null,
                hashTokens);
    }

    static StartupModel startup(SimulatedConfig config, long seed) {
        return new StartupModel(
                config.startup().mean(),
                config.startup().cv(),
                Seeds.of(seed).named("startup").value());
    }

    static EngineFacts facts(ClusterSpec cluster) {
        EngineLimits limits = cluster.tuning().on(cluster.profile());
        long kvTokens = (long) (limits.kvBlocks() - 1) * limits.blockTokens();
        return new EngineFacts(limits.maxNumSeqs(), limits.maxNumBatchedTokens(), kvTokens);
    }
}
