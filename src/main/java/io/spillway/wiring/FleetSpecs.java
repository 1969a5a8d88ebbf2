package io.spillway.wiring;

import io.spillway.balance.BalancerSpec;
import io.spillway.balance.Ejection;
import io.spillway.balance.SlowStart;
import io.spillway.balance.WeightBook;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.MetricsConfig;
import io.spillway.config.ReplicaConfig;
import io.spillway.config.RoutingConfig;
import io.spillway.config.ScalingConfig;
import io.spillway.control.ControlSettings;
import io.spillway.control.VictimChoice;
import io.spillway.fleet.ReplicaSpec.Overrides;
import io.spillway.policy.EngineFacts;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyRegistry;
import io.spillway.policy.PolicySpec;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.StepSettings;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Fleet, scaling and routing of an experiment file as control, policy and balance take them. */
final class FleetSpecs {

    /** Without a fleet, or without scaling, checks still give the event log its samples. */
    private static final Duration DEFAULT_CHECK = Duration.ofSeconds(5);

    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration SHUTDOWN = Duration.ofSeconds(6);

    private FleetSpecs() {}

    static ControlSettings control(Experiment experiment, String idPrefix) {
        FleetConfig fleet = experiment.fleet();
        ScalingConfig scaling = experiment.scaling();
        var size =
                fleet == null
                        ? ControlSettings.Size.of(idPrefix, 1, 1)
                        : new ControlSettings.Size(
                                idPrefix,
                                fleet.minReplicas(),
                                fleet.maxReplicas(),
                                fleet.maxParallelStarts() == null ? 0 : fleet.maxParallelStarts(),
                                overrides(fleet));
        MetricsConfig metrics = experiment.metrics();
        var observing =
                new ControlSettings.Observing(
                        metrics.pollInterval(),
                        metrics.pollTimeout(),
                        metrics.staleAfter(),
                        scaling == null ? DEFAULT_CHECK : scaling.checkInterval());
        return new ControlSettings(
                size,
                observing,
                scaling == null ? ControlSettings.ScaleOut.DEFAULT : scaleOut(scaling.scaleOut()),
                scaling == null ? ControlSettings.ScaleIn.DEFAULT : scaleIn(scaling.scaleIn()),
                starting(fleet),
                ControlSettings.Health.DEFAULT,
                SHUTDOWN);
    }

    /** The step of the file is for policies that move in steps; the loop bounds nobody. */
    private static ControlSettings.ScaleOut scaleOut(ScalingConfig.ScaleOut config) {
        return new ControlSettings.ScaleOut(0, config.cooldown());
    }

    private static ControlSettings.ScaleIn scaleIn(ScalingConfig.ScaleIn config) {
        VictimChoice victims =
                switch (config.victim()) {
                    case LEAST_LOADED -> new VictimChoice.LeastLoaded();
                    case NEWEST -> new VictimChoice.Newest();
                    case DRAINED -> new VictimChoice.Drained();
                };
        return new ControlSettings.ScaleIn(
                config.enabled(),
                config.cooldown(),
                config.drainTimeout(),
                STOP_GRACE,
                STOP_TIMEOUT,
                victims);
    }

    private static ControlSettings.Starting starting(@Nullable FleetConfig fleet) {
        var starting = ControlSettings.Starting.DEFAULT;
        if (fleet == null) {
            return starting;
        }
        return starting.withTimeout(fleet.startTimeout())
                .withWarmUps(fleet.warmUp() ? starting.warmUps() : 0)
                .withToleratesFailure(
                        fleet.onStartFailure() == FleetConfig.OnStartFailure.CONTINUE);
    }

    private static Map<Integer, Overrides> overrides(FleetConfig fleet) {
        var overrides = new TreeMap<Integer, Overrides>();
        for (int i = 0; i < fleet.replicas().size(); i++) {
            overrides.put(i + 1, overrides(fleet.replicas().get(i)));
        }
        return overrides;
    }

    /** What the n-th replica has different; nothing, beyond those the file names. */
    static Overrides overrides(FleetConfig fleet, int ordinal) {
        return overrides(fleet).getOrDefault(ordinal, Overrides.NONE);
    }

    private static Overrides overrides(ReplicaConfig replica) {
        URI url = replica.url();
        return new Overrides(
                replica.nodeName(),
                replica.gpuResource(),
                replica.port(),
                replica.weight(),
                replica.profile(),
                url == null ? null : url.toString(),
                replica.values());
    }

    /** The policy, or none: a fleet without scaling stays as it is. */
    static ScalingPolicy policy(Experiment experiment, EngineFacts engine, PolicyRegistry known) {
        ScalingConfig scaling = experiment.scaling();
        FleetConfig fleet = experiment.fleet();
        if (scaling == null || fleet == null) {
            int replicas = fleet == null ? 1 : fleet.minReplicas();
            var fixed = new PolicySpec("static", Map.of("replicas", replicas));
            return known.create(fixed, PolicyContext.of(replicas, replicas, DEFAULT_CHECK));
        }
        ScalingConfig.ScaleOut out = scaling.scaleOut();
        ScalingConfig.ScaleIn in = scaling.scaleIn();
        var steps =
                new StepSettings(
                        out.step(),
                        out.cooldown().toNanos(),
                        in.enabled(),
                        in.quiet().toNanos(),
                        in.cooldown().toNanos());
        var context =
                new PolicyContext(
                        fleet.minReplicas(),
                        fleet.maxReplicas(),
                        scaling.checkInterval().toNanos(),
                        experiment.seed(),
                        engine,
                        steps);
        return known.create(scaling.policy(), context);
    }

    static BalancerSpec balancer(RoutingConfig routing) {
        RoutingConfig.Ejection ejection = routing.ejection();
        Ejection spared =
                ejection.failures() == 0
                        ? Ejection.NONE
                        : new Ejection(
                                ejection.failures(),
                                ejection.base(),
                                ejection.max(),
                                ejection.maxPercent());
        return BalancerSpec.of(routing.type())
                .withSlowStart(slowStart(routing.slowStart()))
                .withEjection(spared)
                .withMaxInFlight(routing.maxInFlight() == null ? 0 : routing.maxInFlight())
                .withParameters(routing.parameters());
    }

    private static SlowStart slowStart(RoutingConfig.SlowStart config) {
        return config.window().isZero()
                ? SlowStart.NONE
                : new SlowStart(config.window(), config.aggression(), config.minWeight());
    }

    static WeightBook weights(RoutingConfig routing) {
        return new WeightBook(
                switch (routing.weights()) {
                    case AUTO -> WeightBook.Mode.AUTO;
                    case STATIC -> WeightBook.Mode.STATIC;
                    case MIG -> WeightBook.Mode.MIG;
                    case MEASURED -> WeightBook.Mode.MEASURED;
                });
    }
}
