package io.spillway.policy.basic;

import static io.spillway.policy.Parameter.Kind.INTEGER;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.fleet.Signal;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyType;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.Text;
import io.spillway.policy.formula.Metric;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Adds replicas when a metric has been at or above a threshold for some checks, and takes one away
 * when nothing has waited for a while and the others have room for its work.
 *
 * <p>The reason of a breach begins with {@code threshold exceeded (k/n)}: in a {@link Hold} while
 * it counts, in a {@link ScaleTo} when the count is full.
 */
public final class QueueThreshold implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "queue-threshold",
                    "Steps out after some checks at or above a threshold; steps in when quiet and"
                            + " the rest has room.",
                    Steps.after(parameters(), ScaleInGuard.PARAMETERS),
                    List.of(Signal.WAITING, Signal.RUNNING, Signal.KV_USAGE),
                    QueueThreshold::new);

    private final Metric metric;
    private final Aggregate aggregate;
    private final double threshold;
    private final int needed;
    private final boolean inARow;
    private final boolean waitForReady;
    private final Steps steps;
    private final ScaleInGuard guard;

    private int breaches;
    private OptionalLong breachedSince = OptionalLong.empty();
    private boolean quiet;
    private long quietSinceNanos;
    private double signal = Double.NaN;

    private QueueThreshold(Parameters parameters, PolicyContext context) {
        if (parameters.has("consecutive") && parameters.has("total")) {
            throw parameters.refusal(
                    "total", parameters.integer("total"), "either consecutive or total");
        }
        metric = Metric.perReplica(parameters, "metric");
        aggregate = Aggregate.named(parameters.text("aggregate"));
        threshold = parameters.number("threshold");
        inARow = !parameters.has("total");
        needed = inARow ? parameters.integer("consecutive", 2) : parameters.integer("total");
        waitForReady = parameters.flag("wait_for_ready");
        steps = new Steps(parameters, context);
        guard = ScaleInGuard.of(parameters, context);
    }

    private static List<Parameter> parameters() {
        return List.of(
                Parameter.text(
                        "metric", Signal.WAITING, "A series or formula with a value per replica."),
                Parameter.choice(
                        "aggregate",
                        Aggregate.NAMES,
                        "How the fresh values of ready replicas become one."),
                Parameter.number(
                                "threshold",
                                1,
                                "A check breaches when the value is at or above it.")
                        .asSetPoint(),
                Parameter.of("consecutive", INTEGER, "Breaches in a row before a scale-out.")
                        .from("2, unless `total` is given")
                        .atLeast(1),
                Parameter.of("total", INTEGER, "Breaches before a scale-out, in a row or not.")
                        .atLeast(1),
                Parameter.flag(
                        "wait_for_ready",
                        true,
                        "While any replica starts, hold and clear the count."));
    }

    @Override
    public OptionalLong breachedSinceNanos() {
        return breachedSince;
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        Samples samples = Samples.of(metric, observation);
        watchQuiet(observation);
        if (samples.values().isEmpty()) {
            signal = Double.NaN;
            return new Abstain(samples.missing());
        }
        signal = aggregate.of(samples.values());
        if (waitForReady && observation.starting() > 0) {
            breaches = 0;
            return new Hold(
                    "waiting for " + Text.replicas(observation.starting()) + " to become ready");
        }
        return signal >= threshold
                ? breached(observation)
                : calm(observation, samples.missing().isEmpty());
    }

    private ScalingDecision breached(FleetObservation observation) {
        long now = observation.atNanos();
        String compared = metric + " " + Text.number(signal) + " >= " + Text.number(threshold);
        if (steps.isAtMaximum(observation.target())) {
            breaches = 0;
            return new Hold(
                    "at the maximum of " + Text.replicas(steps.maxReplicas()) + ": " + compared);
        }
        long coolNanos = steps.outWaitNanos(now);
        if (coolNanos > 0) {
            return new Hold("cooling down for " + Text.seconds(coolNanos) + ": " + compared);
        }
        if (breaches == 0) {
            breachedSince = OptionalLong.of(now);
        }
        breaches++;
        String reason = "threshold exceeded (" + breaches + "/" + needed + "): " + compared;
        if (breaches < needed) {
            return new Hold(reason);
        }
        breaches = 0;
        return new ScaleTo(steps.out(observation.target(), now), reason);
    }

    private ScalingDecision calm(FleetObservation observation, boolean allKnown) {
        if (inARow) {
            breaches = 0;
        }
        String compared = metric + " " + Text.number(signal) + " < " + Text.number(threshold);
        if (!quiet || !allKnown || !steps.mayShrink(observation.target())) {
            return new Hold(compared);
        }
        long now = observation.atNanos();
        long quietFor = now - quietSinceNanos;
        if (quietFor < steps.quietNanos()) {
            return new Hold(compared + ", quiet for " + Text.seconds(quietFor));
        }
        long coolNanos = steps.inWaitNanos(now);
        if (coolNanos > 0) {
            return new Hold(compared + ", cooling down for " + Text.seconds(coolNanos));
        }
        String objection = guard.objection(observation.in(ReplicaState.READY));
        if (!objection.isEmpty()) {
            return new Hold(compared + ", no scale-in: " + objection);
        }
        breaches = 0;
        return new ScaleTo(
                steps.in(observation.target(), now),
                "nothing waited for " + Text.seconds(quietFor));
    }

    /** Quiet must be seen: a replica whose queue is not known ends it. */
    private void watchQuiet(FleetObservation observation) {
        boolean isQuiet = observation.ready() > 0 && observation.load().held() == 0;
        for (ReplicaView replica : observation.in(ReplicaState.READY)) {
            OptionalDouble waiting = Samples.fresh(replica, Signal.WAITING);
            isQuiet &= waiting.isPresent() && waiting.getAsDouble() == 0;
        }
        if (isQuiet && !quiet) {
            quietSinceNanos = observation.atNanos();
        }
        quiet = isQuiet;
    }
}
