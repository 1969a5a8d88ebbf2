package io.spillway.policy.kubernetes;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.fleet.Signal;
import io.spillway.policy.Parameters;
import io.spillway.policy.Period;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyType;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.Text;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * KEDA: an activation loop between none and some, and an HPA on an external metric from one up. The
 * metric is read as KEDA's Prometheus scaler reads a query: nothing found counts as zero unless
 * told otherwise, more than one series is an error.
 */
public final class KedaPolicy implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "keda",
                    "Activation from and to zero, and an HPA on an external metric between.",
                    KedaParameters.ALL,
                    List.of(Signal.WAITING),
                    KedaPolicy::new);

    private final KedaQuery query;
    private final double threshold;
    private final double activationThreshold;
    private final boolean average;
    private final HpaSettings settings;
    private final HpaController controller;
    private final KedaActivation activation;
    private final @Nullable KedaFallback fallback;
    private final Period polling;
    private final Period sync;
    private double signal = Double.NaN;

    private KedaPolicy(Parameters parameters, PolicyContext context) {
        int min = parameters.integer("min_replica_count", context.minReplicas());
        int max = parameters.integer("max_replica_count", context.maxReplicas());
        if (max < Math.max(1, min)) {
            throw parameters.refusal("max_replica_count", max, "at least " + Math.max(1, min));
        }
        query = new KedaQuery(parameters);
        threshold = parameters.number("threshold");
        activationThreshold = parameters.number("activation_threshold");
        average = parameters.is("metric_type", "AverageValue");
        settings = HpaSettings.of(parameters);
        controller = new HpaController(settings, Math.max(1, min), max);
        activation =
                new KedaActivation(
                        new KedaActivation.Settings(
                                min,
                                idle(parameters, min),
                                parameters.nanos("cooldown_period"),
                                parameters.nanos("initial_cooldown_period")));
        fallback = fallback(parameters);
        polling = new Period(parameters.nanos("polling_interval"));
        sync = new Period(settings.syncPeriodNanos());
    }

    private static @Nullable Integer idle(Parameters parameters, int min) {
        if (!parameters.has("idle_replica_count")) {
            return null;
        }
        int idle = parameters.integer("idle_replica_count");
        if (idle >= min) {
            throw parameters.refusal(
                    "idle_replica_count", idle, "less than min_replica_count " + min);
        }
        return idle;
    }

    private static @Nullable KedaFallback fallback(Parameters parameters) {
        if (!parameters.has("fallback")) {
            return null;
        }
        Parameters given = parameters.nested("fallback", KedaParameters.FALLBACK);
        return new KedaFallback(
                given.integer("failure_threshold"),
                given.integer("replicas"),
                given.text("behavior"));
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        long now = observation.atNanos();
        boolean activates = polling.due(now);
        boolean syncs = sync.due(now);
        if (!activates && !syncs) {
            return new Hold(sync.notDue(now));
        }
        KedaQuery.Answer answer = query.ask(observation);
        signal = answer.value();
        if (activates) {
            int next = activation.next(now, observation.target(), trigger(answer));
            if (next != observation.target()) {
                return new ScaleTo(next, activity(answer));
            }
        }
        if (!syncs || observation.target() == 0) {
            return answer.isError()
                    ? new Abstain(answer.problems())
                    : new Hold(observation.target() == 0 ? "at zero" : sync.notDue(now));
        }
        return scale(observation, answer);
    }

    private ScalingDecision scale(FleetObservation observation, KedaQuery.Answer answer) {
        int spec = observation.target();
        OptionalInt bound = controller.shortcut(spec);
        if (bound.isPresent()) {
            return HpaPolicy.decision(spec, bound.getAsInt(), "bounds of the autoscaler");
        }
        double value = answer.value();
        String prefix = "";
        if (answer.isError()) {
            OptionalDouble instead =
                    fallback == null
                            ? OptionalDouble.empty()
                            : fallback.failed(threshold, average, observation);
            if (instead.isEmpty()) {
                return new Abstain(answer.problems());
            }
            value = instead.getAsDouble();
            prefix = "fallback: ";
        } else if (fallback != null) {
            fallback.succeeded();
        }
        var proposal = propose(value, observation);
        int next = controller.next(observation.atNanos(), spec, proposal.replicas());
        return HpaPolicy.decision(
                spec, next, prefix + proposal.because() + ": wants " + proposal.replicas());
    }

    private Proposal.Replicas propose(double value, FleetObservation observation) {
        return average
                ? MetricSources.average(value, threshold, settings.tolerance(), observation)
                : MetricSources.value(value, threshold, settings.tolerance(), observation);
    }

    private KedaActivation.Trigger trigger(KedaQuery.Answer answer) {
        if (answer.isError()) {
            return KedaActivation.Trigger.ERROR;
        }
        return answer.value() > activationThreshold
                ? KedaActivation.Trigger.ACTIVE
                : KedaActivation.Trigger.INACTIVE;
    }

    private String activity(KedaQuery.Answer answer) {
        boolean active = answer.value() > activationThreshold;
        return (active ? "active: " : "inactive: ")
                + Text.number(answer.value())
                + (active ? " > " : " <= ")
                + Text.number(activationThreshold);
    }
}
