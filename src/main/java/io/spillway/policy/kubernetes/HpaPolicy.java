package io.spillway.policy.kubernetes;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.fleet.Signal;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.Period;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyType;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.formula.Metric;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The Horizontal Pod Autoscaler with one metric: {@code spec.replicas} is the target, {@code
 * status.replicas} what exists. A metric that cannot be had means no scaling.
 */
public final class HpaPolicy implements ScalingPolicy {
    private static final String SUM_OF_WAITING = "sum(" + Signal.WAITING + ")";

    public static final PolicyType PODS =
            new PolicyType(
                    "hpa-pods",
                    "HPA, Pods metric: ceil(ready · average / target).",
                    with(
                            Parameter.text(
                                    "metric", Signal.WAITING, "What each pod reports; a formula."),
                            Parameter.number("target", 5, "Average per pod that is aimed for.")
                                    .above(0)
                                    .asSetPoint(),
                            Parameter.choice(
                                    "starting",
                                    List.of("unready", "missing"),
                                    "What a starting replica is to the autoscaler: a pod that is"
                                            + " not ready, or a running one without a sample.")),
                    List.of(Signal.WAITING),
                    (parameters, context) -> {
                        HpaSettings settings = HpaSettings.of(parameters);
                        return new HpaPolicy(
                                MetricSources.pods(
                                        Metric.perReplica(parameters, "metric"),
                                        parameters.number("target"),
                                        settings.tolerance(),
                                        parameters.is("starting", "missing")),
                                settings,
                                context);
                    });

    public static final PolicyType EXTERNAL_AVERAGE =
            new PolicyType(
                    "hpa-external-average",
                    "HPA, external metric with an AverageValue: ceil(total / target).",
                    with(
                            Parameter.text("metric", SUM_OF_WAITING, "The total; a formula."),
                            Parameter.number("target", 5, "Total per replica that is aimed for.")
                                    .above(0)
                                    .asSetPoint()),
                    List.of(Signal.WAITING),
                    (parameters, context) -> {
                        HpaSettings settings = HpaSettings.of(parameters);
                        return new HpaPolicy(
                                MetricSources.externalAverage(
                                        Metric.fleet(parameters, "metric"),
                                        parameters.number("target"),
                                        settings.tolerance()),
                                settings,
                                context);
                    });

    public static final PolicyType EXTERNAL_VALUE =
            new PolicyType(
                    "hpa-external-value",
                    "HPA, external metric with a Value: ceil(ready · value / target).",
                    with(
                            Parameter.text("metric", SUM_OF_WAITING, "The value; a formula."),
                            Parameter.number("target", 5, "The value that is aimed for.")
                                    .above(0)
                                    .asSetPoint()),
                    List.of(Signal.WAITING),
                    HpaPolicy::externalValue);

    private final MetricSource source;
    private final HpaController controller;
    private final Period period;
    private double usage = Double.NaN;

    HpaPolicy(MetricSource source, HpaSettings settings, PolicyContext context) {
        this.source = source;
        this.controller = new HpaController(settings, context.minReplicas(), context.maxReplicas());
        this.period = new Period(settings.syncPeriodNanos());
    }

    private static HpaPolicy externalValue(Parameters parameters, PolicyContext context) {
        HpaSettings settings = HpaSettings.of(parameters);
        return new HpaPolicy(
                MetricSources.externalValue(
                        Metric.fleet(parameters, "metric"),
                        parameters.number("target"),
                        settings.tolerance()),
                settings,
                context);
    }

    private static List<Parameter> with(Parameter... own) {
        List<Parameter> all = new ArrayList<>(List.of(own));
        all.addAll(HpaSettings.PARAMETERS);
        return all;
    }

    @Override
    public double signal() {
        return usage;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        if (!period.due(observation.atNanos())) {
            return new Hold(period.notDue(observation.atNanos()));
        }
        int spec = observation.target();
        OptionalInt bound = controller.shortcut(spec);
        if (bound.isPresent()) {
            return decision(spec, bound.getAsInt(), "bounds of the autoscaler");
        }
        return switch (source.propose(observation)) {
            case Proposal.Unknown(var missing) -> {
                usage = Double.NaN;
                yield new Abstain(missing);
            }
            case Proposal.Replicas(int proposed, double measured, String because) -> {
                usage = measured;
                int next = controller.next(observation.atNanos(), spec, proposed);
                String reason = because + ": wants " + proposed;
                yield decision(spec, next, next == proposed ? reason : reason + ", may " + next);
            }
        };
    }

    static ScalingDecision decision(int spec, int next, String reason) {
        return next == spec ? new Hold(reason) : new ScaleTo(next, reason);
    }
}
