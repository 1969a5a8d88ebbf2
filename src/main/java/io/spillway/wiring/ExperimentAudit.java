package io.spillway.wiring;

import io.spillway.balance.Balancers;
import io.spillway.config.CircuitBreakerConfig;
import io.spillway.config.ConfigException;
import io.spillway.config.ConfigProblem;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.ReplicaConfig;
import io.spillway.config.RoutingConfig;
import io.spillway.config.ScalingConfig;
import io.spillway.config.SimulatedConfig;
import io.spillway.config.Suggestions;
import io.spillway.policy.EngineFacts;
import io.spillway.policy.Parameter;
import io.spillway.policy.PolicyException;
import io.spillway.policy.PolicyRegistry;
import io.spillway.policy.PolicyType;
import io.spillway.policy.external.OwnPolicies;
import io.spillway.report.compat.RequestExpression;
import io.spillway.sim.EngineProfile;
import io.spillway.sim.http.FixedTiming;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges what only the registries know: names and parameters of policies, balancers and engine
 * profiles. Finds every problem at once, each with its place in the file; starts nothing.
 */
public final class ExperimentAudit {

    private static final int DEFAULT_STEP = 1;
    private static final Duration DEFAULT_QUIET = Duration.ofSeconds(60);

    private final Experiment experiment;
    private final LoadedExperiment.Origins origins;
    private final PolicyRegistry policies;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<ConfigProblem> warnings = new ArrayList<>();

    private ExperimentAudit(LoadedExperiment loaded, PolicyRegistry policies) {
        this.experiment = loaded.experiment();
        this.origins = loaded.origins();
        this.policies = policies;
    }

    /**
     * The same experiment, with warnings about settings that have no effect.
     *
     * @throws ConfigException with every problem
     */
    public static LoadedExperiment check(LoadedExperiment loaded, Experiment.Clock clock) {
        var audit = new ExperimentAudit(loaded, OwnPolicies.registry());
        audit.profiles();
        audit.clock(clock);
        audit.policy();
        audit.balancer();
        audit.breakers();
        Datasets.problem(loaded.experiment()).ifPresent(fix -> audit.problem("data", null, fix));
        if (!audit.problems.isEmpty()) {
            throw new ConfigException(audit.problems);
        }
        var warnings = new ArrayList<>(loaded.warnings());
        warnings.addAll(audit.warnings);
        return new LoadedExperiment(
                loaded.experiment(), loaded.yaml(), warnings, loaded.redactor(), loaded.origins());
    }

    private void profiles() {
        FleetConfig fleet = experiment.fleet();
        if (fleet == null) {
            return;
        }
        SimulatedConfig simulated = fleet.simulated();
        if (simulated != null && profile("fleet.simulated.profile", simulated.profile())) {
            tuning(simulated);
        }
        for (int i = 0; i < fleet.replicas().size(); i++) {
            ReplicaConfig replica = fleet.replicas().get(i);
            if (replica.profile() != null) {
                profile("fleet.replicas[" + i + "].profile", replica.profile());
            }
        }
    }

    /** Some of what a simulated replica can do exists on one clock only. */
    private void clock(Experiment.Clock clock) {
        FleetConfig fleet = experiment.fleet();
        SimulatedConfig simulated = fleet == null ? null : fleet.simulated();
        if (simulated == null) {
            return;
        }
        switch (clock) {
            case VIRTUAL -> {
                if (simulated.fixed() != null) {
                    problem(
                            "fleet.simulated.fixed",
                            null,
                            "leave it out: fixed times exist on the wall clock only");
                }
            }
            case LIVE -> {
                if (!simulated.faults().isEmpty()) {
                    warn(
                            "fleet.simulated.faults",
                            "has no effect: faults exist on the virtual clock only");
                }
            }
        }
    }

    private void warn(String key, String why) {
        warnings.add(new ConfigProblem(origins.of(key), key, null, why, null));
    }

    private boolean profile(String key, String name) {
        boolean known = EngineProfile.names().contains(name);
        if (!known) {
            unknown(key, name, EngineProfile.names());
        }
        return known;
    }

    private void tuning(SimulatedConfig simulated) {
        try {
            EngineProfile profile = EngineProfile.named(simulated.profile());
            Simulations.tuning(simulated, profile, 1).on(profile);
        } catch (IllegalArgumentException wrong) {
            problem("fleet.simulated", null, String.valueOf(wrong.getMessage()));
        }
        if (simulated.fixed() != null) {
            try {
                FixedTiming.parse(simulated.fixed());
            } catch (IllegalArgumentException wrong) {
                problem("fleet.simulated.fixed", null, String.valueOf(wrong.getMessage()));
            }
        }
    }

    private void policy() {
        ScalingConfig scaling = experiment.scaling();
        if (scaling == null) {
            return;
        }
        try {
            FleetSpecs.policy(experiment, EngineFacts.UNKNOWN, policies).close();
            ineffective(scaling, policies.type(scaling.policy().type()));
        } catch (PolicyException wrong) {
            problems.addAll(problems(wrong, origins));
        }
    }

    /** What a policy refuses, as problems of the experiment. */
    static List<ConfigProblem> problems(PolicyException wrong, LoadedExperiment.Origins origins) {
        return wrong.problems().stream()
                .map(
                        problem -> {
                            boolean decorator = problem.policy().contains(" decorator ");
                            String key =
                                    "scaling.policy."
                                            + (decorator ? "decorators" : problem.parameter());
                            String whose =
                                    decorator
                                            ? "%s of %s: "
                                                    .formatted(
                                                            problem.parameter(), problem.policy())
                                            : "";
                            return new ConfigProblem(
                                    origins.of(key),
                                    key,
                                    problem.found(),
                                    whose + "allowed: " + problem.allowed(),
                                    problem.suggestion());
                        })
                .toList();
    }

    /** Step and quiet time are the policies' own affair; not all have them. */
    private void ineffective(ScalingConfig scaling, PolicyType type) {
        warnUnread("scaling.scale_out.step", scaling.scaleOut().step() != DEFAULT_STEP, type);
        warnUnread(
                "scaling.scale_in.quiet", !scaling.scaleIn().quiet().equals(DEFAULT_QUIET), type);
    }

    private void warnUnread(String key, boolean changed, PolicyType type) {
        boolean read =
                type.parameters().stream()
                        .anyMatch(
                                parameter ->
                                        parameter.byDefault()
                                                        instanceof Parameter.Default.From(var where)
                                                && where.contains(key));
        String section = key.substring(0, key.lastIndexOf('.'));
        boolean written = !origins.of(key).equals(origins.of(section));
        if (!read && (changed || written)) {
            warn(key, "has no effect: policy " + type.name() + " does not read it");
        }
    }

    private void balancer() {
        RoutingConfig routing = experiment.routing();
        if (!Balancers.names().contains(routing.type())) {
            unknown("routing.type", routing.type(), Balancers.names());
            return;
        }
        try {
            Balancers.create(FleetSpecs.balancer(routing), 0);
        } catch (IllegalArgumentException wrong) {
            problem("routing.parameters", null, String.valueOf(wrong.getMessage()));
        }
    }

    private void breakers() {
        for (int i = 0; i < experiment.circuitBreakers().size(); i++) {
            CircuitBreakerConfig breaker = experiment.circuitBreakers().get(i);
            String key = "circuit_breakers[" + i + "]";
            expressions(key + ".metrics.matches", breaker.matches());
            expressions(key + ".metrics.rules", breaker.rules());
            if (!experiment.load().circuitBreakers().contains(breaker.name())) {
                warn(key, "has no effect: load.circuit_breakers does not name it");
            }
        }
    }

    private void expressions(String key, List<String> expressions) {
        for (int i = 0; i < expressions.size(); i++) {
            try {
                RequestExpression.compile(expressions.get(i));
            } catch (IllegalArgumentException wrong) {
                problem(
                        key + "[" + i + "]",
                        expressions.get(i),
                        String.valueOf(wrong.getMessage()));
            }
        }
    }

    private void unknown(String key, String found, List<String> allowed) {
        problems.add(
                new ConfigProblem(
                        origins.of(key),
                        key,
                        found,
                        "allowed: " + String.join(", ", allowed),
                        Suggestions.nearest(found, allowed)));
    }

    private void problem(String key, @Nullable String found, String fix) {
        problems.add(new ConfigProblem(origins.of(key), key, found, fix, null));
    }
}
