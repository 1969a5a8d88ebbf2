package io.spillway.policy.basic;

import static io.spillway.policy.Parameter.Kind.DURATION;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyType;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.Text;
import io.spillway.policy.formula.Metric;
import io.spillway.policy.formula.Reading;

import java.util.ArrayList;
import java.util.List;

/**
 * Steps out when a latency of the driver has been above its limit for some checks, and in when all
 * have been well below for a while and the others have room. Latency says little below saturation,
 * hence the guard.
 */
public final class LatencyPolicy implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "latency",
                    "Steps out above a TTFT or ITL, in when well below and the rest has room.",
                    Steps.after(parameters(), ScaleInGuard.PARAMETERS),
                    List.of("ttft_p95", "itl_p95"),
                    LatencyPolicy::new);

    private final List<Limit> limits = new ArrayList<>();
    private final int consecutive;
    private final double inBelow;
    private final Steps steps;
    private final ScaleInGuard guard;
    private int breaches;
    private boolean low;
    private long lowSinceNanos;
    private double signal = Double.NaN;

    private LatencyPolicy(Parameters parameters, PolicyContext context) {
        limits.add(
                new Limit(Metric.fleet(parameters, "ttft_metric"), parameters.nanos("ttft") / 1e9));
        if (parameters.has("itl")) {
            limits.add(
                    new Limit(
                            Metric.fleet(parameters, "itl_metric"), parameters.nanos("itl") / 1e9));
        }
        consecutive = parameters.integer("consecutive");
        inBelow = parameters.number("scale_in_below");
        steps = new Steps(parameters, context);
        guard = ScaleInGuard.of(parameters, context);
    }

    private record Limit(Metric metric, double seconds) {}

    private static List<Parameter> parameters() {
        return List.of(
                Parameter.duration("ttft", "2s", "Limit of the time to first token.")
                        .above(0)
                        .asSetPoint(),
                Parameter.of("itl", DURATION, "Limit of the gap between tokens.").above(0),
                Parameter.text("ttft_metric", "ttft_p95", "Seconds; a formula for the fleet."),
                Parameter.text("itl_metric", "itl_p95", "Seconds; a formula for the fleet."),
                Parameter.integer("consecutive", 2, "Checks above a limit before a step out.")
                        .atLeast(1),
                Parameter.number("scale_in_below", 0.5, "Share of the limits that counts as quiet.")
                        .atLeast(0)
                        .atMost(1));
    }

    /** The latency as a share of its limit, the worst of them. */
    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        List<String> missing = read(observation);
        if (!missing.isEmpty()) {
            low = false;
            return new Abstain(missing);
        }
        boolean isLow = signal < inBelow;
        if (isLow && !low) {
            lowSinceNanos = observation.atNanos();
        }
        low = isLow;
        String worst = "latency at " + Text.number(signal) + " of its limit";
        if (observation.starting() > 0) {
            breaches = 0;
            return new Hold(worst + ", waiting for " + Text.replicas(observation.starting()));
        }
        return signal > 1 ? high(observation, worst) : calm(observation, worst);
    }

    /** Sets the signal, or names what is missing. No request at all is no latency at all. */
    private List<String> read(FleetObservation observation) {
        LoadView load = observation.load();
        boolean idle = load.inFlight() == 0 && load.held() == 0 && load.offeredPerSecond() == 0;
        double worst = 0;
        List<String> missing = new ArrayList<>();
        for (Limit limit : limits) {
            Reading reading = limit.metric.read(observation);
            if (reading.isKnown()) {
                worst = Math.max(worst, reading.value() / limit.seconds);
            } else if (!idle) {
                missing.addAll(reading.lacking(limit.metric.toString()));
            }
        }
        signal = missing.isEmpty() ? worst : Double.NaN;
        return missing;
    }

    private ScalingDecision high(FleetObservation observation, String worst) {
        long now = observation.atNanos();
        long coolNanos = steps.outWaitNanos(now);
        if (coolNanos > 0 || steps.isAtMaximum(observation.target())) {
            breaches = 0;
            return new Hold(worst + (coolNanos > 0 ? ", cooling down" : ", at the maximum"));
        }
        breaches++;
        String reason = worst + " (" + breaches + "/" + consecutive + ")";
        if (breaches < consecutive) {
            return new Hold(reason);
        }
        breaches = 0;
        return new ScaleTo(steps.out(observation.target(), now), reason);
    }

    private ScalingDecision calm(FleetObservation observation, String worst) {
        breaches = 0;
        long now = observation.atNanos();
        boolean quiet = low && now - lowSinceNanos >= steps.quietNanos();
        if (!quiet || !steps.mayShrink(observation.target()) || steps.inWaitNanos(now) > 0) {
            return new Hold(worst);
        }
        String objection = guard.objection(observation.in(ReplicaState.READY));
        return objection.isEmpty()
                ? new ScaleTo(steps.in(observation.target(), now), worst)
                : new Hold(worst + ", no scale-in: " + objection);
    }
}
