package io.spillway.policy.wva;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ReplicaId;
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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * WVA version 1 for a fleet of one variant: one replica more when the spare capacity of unsaturated
 * replicas falls below a trigger, one less when the others could take its load. It does nothing
 * while replicas and metrics do not match the target.
 */
public final class WvaV1Policy implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "wva-v1",
                    "llm-d WVA v1: ±1 on the spare KV cache and queue of unsaturated replicas.",
                    parameters(),
                    List.of(Signal.KV_USAGE, Signal.WAITING),
                    WvaV1Policy::new);

    private final Saturation.Thresholds thresholds;
    private final long windowNanos;
    private final Period interval;
    private final Map<ReplicaId, Peaks> peaks = new LinkedHashMap<>();
    private double signal = Double.NaN;

    private WvaV1Policy(Parameters parameters, PolicyContext context) {
        thresholds =
                new Saturation.Thresholds(
                        parameters.number("kv_cache_threshold"),
                        parameters.number("queue_length_threshold"),
                        parameters.number("kv_spare_trigger"),
                        parameters.number("queue_spare_trigger"),
                        parameters.is("variant", "as-documented"));
        windowNanos = parameters.nanos("peak_window");
        interval = new Period(parameters.nanos("interval"));
    }

    private static List<Parameter> parameters() {
        return List.of(
                Parameter.number(
                                "kv_cache_threshold", 0.80, "KV usage from which one is saturated.")
                        .above(0),
                Parameter.number(
                                "queue_length_threshold",
                                5,
                                "Queue length from which one is saturated.")
                        .above(0)
                        .asSetPoint(),
                Parameter.number("kv_spare_trigger", 0.10, "Least average spare of KV usage.")
                        .atLeast(0),
                Parameter.number("queue_spare_trigger", 3, "Least average spare of the queue.")
                        .atLeast(0),
                Parameter.duration("interval", "60s", "How often it evaluates."),
                Parameter.duration(
                        "peak_window", "60s", "The highest value of a series within it counts."),
                Parameter.choice(
                        "variant",
                        List.of("as-implemented", "as-documented"),
                        "as-documented: a spare equal to its trigger scales up."));
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        long now = observation.atNanos();
        List<String> missing = new ArrayList<>();
        List<Saturation.Load> loads = Peaks.collect(peaks, observation, windowNanos, missing);
        if (!interval.due(now)) {
            return new Hold(interval.notDue(now));
        }
        if (loads.isEmpty()) {
            signal = Double.NaN;
            return new Abstain(missing);
        }
        Saturation saturation = Saturation.of(loads, thresholds);
        signal = saturation.spareQueue();
        String transition = Transition.of(observation, loads.size());
        String spare =
                "spare KV "
                        + Text.number(saturation.spareKv())
                        + ", spare queue "
                        + Text.number(saturation.spareQueue());
        if (!transition.isEmpty()) {
            return new Hold(transition + "; " + spare);
        }
        if (saturation.scaleUp()) {
            return new ScaleTo(observation.target() + 1, spare + ": below a trigger");
        }
        if (saturation.scaleDownSafe() && observation.target() > 1) {
            return new ScaleTo(observation.target() - 1, spare + ": safe with one less");
        }
        return new Hold(spare);
    }
}
