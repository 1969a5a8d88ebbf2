package io.spillway.policy.basic;

import static io.spillway.policy.Parameter.Kind.BOOLEAN;
import static io.spillway.policy.Parameter.Kind.DURATION;
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
import io.spillway.policy.StepSettings;
import io.spillway.policy.Text;
import io.spillway.policy.formula.Metric;
import io.spillway.policy.formula.ReplicaReading;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

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
                    List.of(
                            Parameter.text(
                                    "metric",
                                    Signal.WAITING,
                                    "A series or formula with a value per replica."),
                            Parameter.choice(
                                    "aggregate",
                                    Aggregate.NAMES,
                                    "How the fresh values of ready replicas become one."),
                            Parameter.number(
                                            "threshold",
                                            1,
                                            "A check breaches when the value is at or above it.")
                                    .asSetPoint(),
                            Parameter.of(
                                            "consecutive",
                                            INTEGER,
                                            "Breaches in a row before a scale-out; 2 unless total"
                                                    + " is given.")
                                    .from("2, unless total is given")
                                    .atLeast(1),
                            Parameter.of(
                                            "total",
                                            INTEGER,
                                            "Breaches before a scale-out, in a row or not.")
                                    .atLeast(1),
                            Parameter.flag(
                                    "wait_for_ready",
                                    true,
                                    "While any replica starts, hold and clear the count."),
                            Parameter.of("step", INTEGER, "Replicas added at once.")
                                    .from("scaling.scale_out.step")
                                    .atLeast(1),
                            Parameter.of(
                                            "scale_out_cooldown",
                                            DURATION,
                                            "From one scale-out to the next; breaches do not count"
                                                    + " meanwhile.")
                                    .from("scaling.scale_out.cooldown")
                                    .atLeast(0),
                            Parameter.of("scale_in", BOOLEAN, "Whether to scale in at all.")
                                    .from("scaling.scale_in.enabled"),
                            Parameter.of(
                                            "quiet",
                                            DURATION,
                                            "How long nothing may have waited before a scale-in.")
                                    .from("scaling.scale_in.quiet")
                                    .atLeast(0),
                            Parameter.of(
                                            "scale_in_cooldown",
                                            DURATION,
                                            "From any scaling to the next scale-in.")
                                    .from("scaling.scale_in.cooldown")
                                    .atLeast(0),
                            Parameter.choice(
                                    "guard",
                                    List.of("capacity", "none"),
                                    "capacity: scale in only when n-1 replicas would stay below"
                                            + " the limits; none: as soon as it is quiet."),
                            Parameter.number(
                                            "batch_limit",
                                            0.7,
                                            "Share of max_num_seqs that running requests may reach"
                                                    + " after a scale-in.")
                                    .above(0),
                            Parameter.number(
                                            "kv_limit",
                                            0.7,
                                            "KV usage that may be reached after a scale-in.")
                                    .above(0),
                            Parameter.of(
                                            "max_num_seqs",
                                            INTEGER,
                                            "Batch size of one replica; the batch is not looked at"
                                                    + " when it is unknown.")
                                    .from("the engine")
                                    .atLeast(1)),
                    List.of(Signal.WAITING, Signal.RUNNING, Signal.KV_USAGE),
                    QueueThreshold::new);

    private final Metric metric;
    private final Aggregate aggregate;
    private final double threshold;
    private final int needed;
    private final boolean inARow;
    private final boolean waitForReady;
    private final int step;
    private final long outCooldownNanos;
    private final boolean scalesIn;
    private final long quietNanos;
    private final long inCooldownNanos;
    private final ScaleInGuard guard;
    private final int maxReplicas;
    private final int minReplicas;

    private int breaches;
    private boolean quiet;
    private long quietSinceNanos;
    private long lastOutNanos = Long.MIN_VALUE;
    private long lastScalingNanos = Long.MIN_VALUE;
    private double signal = Double.NaN;

    private QueueThreshold(Parameters parameters, PolicyContext context) {
        if (parameters.has("consecutive") && parameters.has("total")) {
            throw parameters.refusal(
                    "total", parameters.integer("total"), "either consecutive or total");
        }
        StepSettings steps = context.steps();
        metric = Metric.perReplica(parameters, "metric");
        aggregate = Aggregate.named(parameters.text("aggregate"));
        threshold = parameters.number("threshold");
        inARow = !parameters.has("total");
        needed = inARow ? parameters.integer("consecutive", 2) : parameters.integer("total");
        waitForReady = parameters.flag("wait_for_ready");
        step = parameters.integer("step", steps.outStep());
        outCooldownNanos = parameters.nanos("scale_out_cooldown", steps.outCooldownNanos());
        scalesIn = parameters.flag("scale_in", steps.inEnabled());
        quietNanos = parameters.nanos("quiet", steps.inQuietNanos());
        inCooldownNanos = parameters.nanos("scale_in_cooldown", steps.inCooldownNanos());
        guard = ScaleInGuard.of(parameters, context);
        minReplicas = context.minReplicas();
        maxReplicas = context.maxReplicas();
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        List<ReplicaView> ready = observation.in(ReplicaState.READY);
        List<Double> values = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (ReplicaReading reading : metric.readReplicas(observation)) {
            if (Double.isNaN(reading.value())) {
                missing.add(metric + " of " + reading.replica().id());
            } else {
                values.add(reading.value());
            }
        }
        watchQuiet(observation, ready);
        if (values.isEmpty()) {
            signal = Double.NaN;
            return new Abstain(ready.isEmpty() ? List.of("a ready replica") : missing);
        }
        signal = aggregate.of(values);
        if (waitForReady && observation.starting() > 0) {
            breaches = 0;
            return new Hold(
                    "waiting for " + Text.replicas(observation.starting()) + " to become ready");
        }
        return signal >= threshold
                ? breached(observation)
                : calm(observation, ready, missing.isEmpty());
    }

    private ScalingDecision breached(FleetObservation observation) {
        long now = observation.atNanos();
        String compared = metric + " " + Text.number(signal) + " >= " + Text.number(threshold);
        if (observation.target() >= maxReplicas) {
            breaches = 0;
            return new Hold("at the maximum of " + Text.replicas(maxReplicas) + ": " + compared);
        }
        long coolNanos = remaining(lastOutNanos, outCooldownNanos, now);
        if (coolNanos > 0) {
            return new Hold("cooling down for " + Text.seconds(coolNanos) + ": " + compared);
        }
        breaches++;
        String reason = "threshold exceeded (" + breaches + "/" + needed + "): " + compared;
        if (breaches < needed) {
            return new Hold(reason);
        }
        lastOutNanos = now;
        scaled(now);
        return new ScaleTo(Math.min(observation.target() + step, maxReplicas), reason);
    }

    private ScalingDecision calm(
            FleetObservation observation, List<ReplicaView> ready, boolean allKnown) {
        if (inARow) {
            breaches = 0;
        }
        String compared = metric + " " + Text.number(signal) + " < " + Text.number(threshold);
        int least = Math.max(1, minReplicas);
        if (!scalesIn || !quiet || !allKnown || observation.target() <= least) {
            return new Hold(compared);
        }
        long now = observation.atNanos();
        long quietFor = now - quietSinceNanos;
        if (quietFor < quietNanos) {
            return new Hold(compared + ", quiet for " + Text.seconds(quietFor));
        }
        long coolNanos = remaining(lastScalingNanos, inCooldownNanos, now);
        if (coolNanos > 0) {
            return new Hold(compared + ", cooling down for " + Text.seconds(coolNanos));
        }
        String objection = guard.objection(ready);
        if (!objection.isEmpty()) {
            return new Hold(compared + ", no scale-in: " + objection);
        }
        scaled(now);
        return new ScaleTo(
                observation.target() - 1, "nothing waited for " + Text.seconds(quietFor));
    }

    /** Quiet must be seen: a replica whose queue is not known ends it. */
    private void watchQuiet(FleetObservation observation, List<ReplicaView> ready) {
        boolean isQuiet = !ready.isEmpty() && observation.load().held() == 0;
        for (ReplicaView replica : ready) {
            OptionalDouble waiting = fresh(replica, Signal.WAITING);
            isQuiet &= waiting.isPresent() && waiting.getAsDouble() == 0;
        }
        if (isQuiet && !quiet) {
            quietSinceNanos = observation.atNanos();
        }
        quiet = isQuiet;
    }

    private void scaled(long now) {
        breaches = 0;
        lastScalingNanos = now;
    }

    private static long remaining(long sinceNanos, long durationNanos, long now) {
        return sinceNanos == Long.MIN_VALUE ? 0 : sinceNanos + durationNanos - now;
    }

    static OptionalDouble fresh(ReplicaView replica, String series) {
        return replica.sample().isFresh() ? replica.sample().value(series) : OptionalDouble.empty();
    }
}
