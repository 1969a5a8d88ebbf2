package io.spillway.policy.basic;

import static io.spillway.policy.Parameter.Kind.DURATION;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.Text;
import io.spillway.policy.formula.Metric;
import io.spillway.policy.formula.Reading;
import io.spillway.policy.kubernetes.Stabilisation;

import java.util.List;

/**
 * Keeps a metric at a target by one of three laws, with a tolerance, a bound on growth, and the
 * highest wish of a window on the way down:
 *
 * <pre>
 * ratio    : ceil(ready · value / target)
 * absolute : ceil(value / target)
 * replicas : ceil(value)
 * </pre>
 *
 * <p>Above the target it never asks for fewer than are already asked for, so replicas that start
 * are neither multiplied nor given up. A value that leaves a ready replica out never scales in.
 */
final class TargetTracking implements ScalingPolicy {
    static final List<Parameter> PARAMETERS =
            List.of(
                    Parameter.number(
                                    "tolerance",
                                    0.1,
                                    "Share of the target that the value may be off before anything"
                                            + " is done.")
                            .atLeast(0),
                    Parameter.number("max_growth", 2, "Most replicas over ready ones, at once.")
                            .above(1),
                    Parameter.of(
                                    "scale_in_window",
                                    DURATION,
                                    "Window over which the highest wish counts on the way down.")
                            .from("from `scaling.scale_in.quiet`")
                            .atLeast(0));

    /** Decimal fractions are not exact: 0.55 / 0.5 must not be more than 1.1. */
    private static final double HAIR = 1e-9;

    private final Metric metric;
    private final double target;
    private final Law law;
    private final double tolerance;
    private final double maxGrowth;
    private final Stabilisation stabilisation;
    private double signal = Double.NaN;

    enum Law {
        RATIO,
        ABSOLUTE,
        REPLICAS
    }

    /** What is tracked, how. */
    record Goal(Metric metric, double target, Law law) {}

    TargetTracking(Goal goal, Parameters parameters, PolicyContext context) {
        metric = goal.metric;
        target = goal.target;
        law = goal.law;
        tolerance = parameters.number("tolerance");
        maxGrowth = parameters.number("max_growth");
        stabilisation =
                new Stabilisation(
                        0, parameters.nanos("scale_in_window", context.steps().inQuietNanos()));
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        Reading reading = metric.read(observation);
        signal = reading.value();
        if (!reading.isKnown()) {
            return new Abstain(reading.lacking(metric.toString()));
        }
        int current = observation.target();
        int wanted = wanted(observation, reading);
        int next = stabilisation.stabilise(observation.atNanos(), current, wanted);
        String reason =
                metric
                        + " "
                        + Text.number(signal)
                        + (law == Law.REPLICAS ? "" : ", target " + Text.number(target))
                        + ": wants "
                        + wanted;
        return next == current ? new Hold(reason) : new ScaleTo(next, reason);
    }

    private int wanted(FleetObservation observation, Reading reading) {
        int current = observation.target();
        int ready = Math.max(1, observation.ready());
        double exact =
                switch (law) {
                    case RATIO -> ready * (signal / target);
                    case ABSOLUTE -> signal / target;
                    case REPLICAS -> signal;
                };
        int base = law == Law.RATIO ? ready : Math.max(1, current);
        double ratio = exact / base;
        if (law != Law.REPLICAS && Math.abs(ratio - 1) <= tolerance + HAIR) {
            return current;
        }
        int most = (int) Math.ceil(maxGrowth * ready);
        int wanted = (int) Math.clamp(Math.ceil(exact - HAIR), 0, Math.max(most, current));
        boolean keeps = ratio > 1 || !reading.isComplete();
        return keeps ? Math.max(current, wanted) : wanted;
    }
}
