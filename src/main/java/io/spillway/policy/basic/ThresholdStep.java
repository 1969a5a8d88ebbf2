package io.spillway.policy.basic;

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
import io.spillway.policy.Text;
import io.spillway.policy.formula.Metric;
import io.spillway.policy.window.SlidingWindow;

import java.util.List;

/**
 * A step out above one threshold and a step in below another, on the mean over an interval: the
 * early load planner of NVIDIA Dynamo. A fleet in transition, and one that has just grown, is left
 * alone.
 */
public final class ThresholdStep implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "threshold-step",
                    "Steps with hysteresis: out above one threshold, in below another.",
                    parameters(),
                    List.of(Signal.KV_USAGE),
                    ThresholdStep::new);

    private final Metric metric;
    private final Aggregate aggregate;
    private final double above;
    private final double below;
    private final int outStep;
    private final int inStep;
    private final long graceNanos;
    private final Period interval;
    private final SlidingWindow window;
    private boolean hasGrown;
    private long grewNanos;
    private double signal = Double.NaN;

    private ThresholdStep(Parameters parameters, PolicyContext context) {
        metric = Metric.perReplica(parameters, "metric");
        aggregate = Aggregate.named(parameters.text("aggregate"));
        above = parameters.number("scale_out_above");
        below = parameters.number("scale_in_below");
        if (below >= above) {
            throw parameters.refusal("scale_in_below", below, "below scale_out_above " + above);
        }
        outStep = parameters.integer("step", context.steps().outStep());
        inStep = parameters.integer("scale_in_step");
        long intervalNanos = parameters.nanos("interval");
        graceNanos = intervalNanos * parameters.integer("grace_intervals");
        interval = new Period(intervalNanos);
        window = new SlidingWindow(intervalNanos);
    }

    private static List<Parameter> parameters() {
        return List.of(
                Parameter.text("metric", Signal.KV_USAGE, "A value per replica; a formula."),
                Parameter.choice(
                        "aggregate",
                        List.of("mean", "max", "sum"),
                        "How the values of ready replicas become one."),
                Parameter.number("scale_out_above", 0.9, "A step out above it.").asSetPoint(),
                Parameter.number("scale_in_below", 0.5, "A step in below it."),
                Parameter.of("step", Parameter.Kind.INTEGER, "Replicas added at once.")
                        .from("from `scaling.scale_out.step`")
                        .atLeast(1),
                Parameter.integer("scale_in_step", 1, "Replicas removed at once.").atLeast(1),
                Parameter.duration(
                        "interval", "30s", "How often it evaluates, and what the mean is over."),
                Parameter.integer(
                        "grace_intervals", 3, "Intervals after growth without a step in."));
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        long now = observation.atNanos();
        Samples samples = Samples.of(metric, observation);
        window.expire(now);
        if (!samples.values().isEmpty()) {
            window.record(now, aggregate.of(samples.values()));
        }
        if (!interval.due(now)) {
            return new Hold(interval.notDue(now));
        }
        if (window.isEmpty()) {
            signal = Double.NaN;
            return new Abstain(samples.missing());
        }
        signal = window.mean();
        if (observation.starting() > 0 || observation.draining() > 0) {
            return new Hold("waiting for the last step to complete");
        }
        return step(observation, samples.missing());
    }

    private ScalingDecision step(FleetObservation observation, List<String> missing) {
        long now = observation.atNanos();
        int target = observation.target();
        String what = metric + " " + Text.number(signal);
        if (signal > above) {
            hasGrown = true;
            grewNanos = now;
            return new ScaleTo(target + outStep, what + " > " + Text.number(above));
        }
        if (signal >= below) {
            return new Hold(what + " between the thresholds");
        }
        String low = what + " < " + Text.number(below);
        if (!missing.isEmpty()) {
            return new Hold(low + ", but missing " + String.join(", ", missing));
        }
        if (hasGrown && now - grewNanos < graceNanos) {
            return new Hold(low + ", but it has just grown");
        }
        int fewer = Math.max(Math.min(1, target), target - inStep);
        return fewer == target ? new Hold(low) : new ScaleTo(fewer, low);
    }
}
