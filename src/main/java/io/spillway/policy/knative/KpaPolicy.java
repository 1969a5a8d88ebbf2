package io.spillway.policy.knative;

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
import io.spillway.policy.formula.Reading;
import io.spillway.policy.formula.ReplicaReading;
import io.spillway.policy.window.BucketWindow;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Knative's Pod Autoscaler on the concurrency of the fleet: what replicas have waiting and running
 * and what the router holds. Buckets are one second, or one check when checks are further apart.
 */
public final class KpaPolicy implements ScalingPolicy {
    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST_HOUR = 3600;

    public static final PolicyType TYPE =
            new PolicyType(
                    "kpa",
                    "Knative: ceil(concurrency / target) over a stable window, and over a panic"
                            + " window under a burst.",
                    Stream.concat(target().stream(), windows().stream()).toList(),
                    List.of(Signal.WAITING, Signal.RUNNING, "held"),
                    KpaPolicy::new);

    private final Metric metric;
    private final KpaAutoscaler.Settings settings;
    private final boolean weighted;
    private final long graceNanos;
    private final BucketWindow stable;
    private final BucketWindow panic;
    private final Period tick;
    private @Nullable KpaAutoscaler autoscaler;
    private long zeroSinceNanos = -1;
    private double signal = Double.NaN;

    private KpaPolicy(Parameters parameters, PolicyContext context) {
        metric = Metric.from(parameters, "metric");
        long windowNanos = parameters.nanos("stable_window");
        settings =
                new KpaAutoscaler.Settings(
                        target(parameters),
                        parameters.number("max_scale_up_rate"),
                        parameters.number("max_scale_down_rate"),
                        parameters.number("panic_threshold_percentage") / 100,
                        windowNanos,
                        parameters.nanos("scale_down_delay"),
                        parameters.integer("activation_scale"),
                        true);
        weighted = parameters.is("metric_aggregation_algorithm", "weighted_exponential");
        graceNanos = parameters.nanos("scale_to_zero_grace_period");
        long bucketNanos = Math.max(SECOND, context.checkIntervalNanos());
        stable = new BucketWindow(windowNanos, bucketNanos);
        double panicShare = parameters.number("panic_window_percentage") / 100;
        panic = new BucketWindow(Math.round(windowNanos * panicShare), bucketNanos);
        tick = new Period(parameters.nanos("tick"));
    }

    private static double target(Parameters parameters) {
        int hardLimit = parameters.integer("container_concurrency");
        double total = parameters.number("target");
        if (hardLimit > 0) {
            total = Math.min(total, hardLimit);
        }
        double share = parameters.number("target_utilization_percentage") / 100;
        return Math.max(0.01, total * share);
    }

    private static List<Parameter> target() {
        return List.of(
                Parameter.text(
                        "metric",
                        Signal.WAITING + " + " + Signal.RUNNING,
                        "Concurrency: a formula per replica, summed, with what the router holds"
                                + " added; or a formula for the fleet, as it is."),
                Parameter.number("target", 100, "Concurrency per replica.").above(0).asSetPoint(),
                Parameter.number(
                                "target_utilization_percentage",
                                70,
                                "Share of the target that is aimed for.")
                        .above(0)
                        .atMost(100),
                Parameter.integer(
                        "container_concurrency", 0, "Hard limit that caps the target; 0: none."));
    }

    private static List<Parameter> windows() {
        return List.of(
                Parameter.duration("stable_window", "60s", "Window of the stable average.")
                        .atLeast(6)
                        .atMost(LONGEST_HOUR),
                Parameter.number(
                                "panic_window_percentage",
                                10,
                                "Panic window as a share of the stable one.")
                        .atLeast(1)
                        .atMost(100),
                Parameter.number(
                                "panic_threshold_percentage",
                                200,
                                "Wanted over ready replicas from which panic begins.")
                        .atLeast(110)
                        .atMost(1000),
                Parameter.number("max_scale_up_rate", 1000, "Most growth per evaluation.").above(1),
                Parameter.number("max_scale_down_rate", 2, "Most shrinking per evaluation.")
                        .above(1),
                Parameter.duration("scale_down_delay", "0s", "The most wanted within it counts."),
                Parameter.integer("activation_scale", 1, "The least when not zero.").atLeast(1),
                Parameter.duration(
                        "scale_to_zero_grace_period", "30s", "How long zero must be wanted."),
                Parameter.choice(
                        "metric_aggregation_algorithm",
                        List.of("linear", "weighted_exponential"),
                        "How a window is averaged."),
                Parameter.duration("tick", "2s", "How often it evaluates."));
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        long now = observation.atNanos();
        List<String> missing = collect(observation);
        if (!tick.due(now)) {
            return new Hold(tick.notDue(now));
        }
        if (stable.isEmpty(now)) {
            signal = Double.NaN;
            return new Abstain(missing);
        }
        if (autoscaler == null) {
            autoscaler = new KpaAutoscaler(settings, now, observation.ready());
        }
        signal = average(stable, now);
        double burst = panic.isEmpty(now) ? 0 : average(panic, now);
        int wanted = graceful(now, autoscaler.scale(now, observation.ready(), signal, burst));
        String reason =
                "concurrency "
                        + Text.number(signal)
                        + " (panic window "
                        + Text.number(burst)
                        + "), target "
                        + Text.number(settings.target())
                        + (autoscaler.isPanicking() ? ", panic" : "")
                        + ": wants "
                        + wanted;
        return wanted == observation.target() ? new Hold(reason) : new ScaleTo(wanted, reason);
    }

    private int graceful(long now, int wanted) {
        if (wanted > 0) {
            zeroSinceNanos = -1;
            return wanted;
        }
        if (zeroSinceNanos < 0) {
            zeroSinceNanos = now;
        }
        return now - zeroSinceNanos >= graceNanos ? 0 : 1;
    }

    private double average(BucketWindow window, long now) {
        return weighted ? window.weightedAverage(now) : window.average(now);
    }

    /** Records the load; names what is missing when there is none. */
    private List<String> collect(FleetObservation observation) {
        if (!metric.isPerReplica()) {
            Reading reading = metric.read(observation);
            if (reading.isKnown()) {
                record(observation.atNanos(), reading.value());
                return List.of();
            }
            return reading.lacking(metric.toString());
        }
        double total = observation.load().held();
        List<String> missing = new ArrayList<>();
        for (ReplicaReading reading : metric.readReplicas(observation)) {
            if (Double.isNaN(reading.value())) {
                missing.add(metric + " of " + reading.replica().id());
            } else {
                total += reading.value();
            }
        }
        if (!missing.isEmpty() && missing.size() == observation.ready()) {
            return missing;
        }
        record(observation.atNanos(), total);
        return List.of();
    }

    private void record(long now, double total) {
        stable.record(now, total);
        panic.record(now, total);
    }
}
