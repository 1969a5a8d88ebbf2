package io.spillway.policy.aibrix;

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
import io.spillway.policy.aibrix.AibrixAlgorithms.KpaInput;
import io.spillway.policy.window.SlidingWindow;

import java.util.ArrayList;
import java.util.List;

/**
 * AIBrix's KPA. As implemented it divides the average <em>per pod</em> by the target, whatever the
 * number of pods, and forgets its panic at each evaluation; as documented it divides the total, and
 * never shrinks in panic.
 */
public final class AibrixKpaPolicy implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "aibrix-kpa",
                    "AIBrix KPA: ceil(average / target) over a stable and a panic window.",
                    parameters(),
                    List.of(Signal.WAITING, Signal.RUNNING),
                    AibrixKpaPolicy::new);

    private final Snapshots snapshots;
    private final double target;
    private final double panicThreshold;
    private final int activationScale;
    private final AibrixSettings settings;
    private final AibrixSettings.Damping damping;
    private final SlidingWindow stable;
    private final SlidingWindow panic;
    private final Period resync;
    private boolean panicking;
    private long panicNanos;
    private int maxPanicPods;
    private double signal = Double.NaN;

    private AibrixKpaPolicy(Parameters parameters, PolicyContext context) {
        snapshots = new Snapshots(parameters);
        target = parameters.number("target_value");
        panicThreshold = parameters.number("panic_threshold");
        activationScale = parameters.integer("activation_scale");
        settings = AibrixSettings.of(parameters);
        damping = settings.damping();
        stable = new SlidingWindow(settings.windowNanos());
        panic = new SlidingWindow(settings.panicWindowNanos());
        resync = new Period(settings.resyncNanos());
    }

    private static List<Parameter> parameters() {
        List<Parameter> all =
                new ArrayList<>(
                        List.of(
                                Parameter.text(
                                        "metric",
                                        Signal.WAITING + " + " + Signal.RUNNING,
                                        "Load per pod; a formula."),
                                Parameter.number("target_value", 10, "Load that is aimed for.")
                                        .above(0)
                                        .asSetPoint(),
                                Parameter.number(
                                                "panic_threshold",
                                                2,
                                                "Panic over stable average from which it panics.")
                                        .above(1),
                                Parameter.duration(
                                        "panic_window", "60s", "Window of the panic average."),
                                Parameter.integer("activation_scale", 1, "The least when not zero.")
                                        .atLeast(1)));
        all.addAll(AibrixSettings.PARAMETERS);
        return all;
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        long now = observation.atNanos();
        Snapshots.Snapshot snapshot = snapshots.take(observation);
        if (!snapshot.isEmpty()) {
            double load = settings.asDocumented() ? snapshot.sum() : snapshot.average();
            stable.record(now, load);
            panic.record(now, load);
        }
        if (!resync.due(now)) {
            return new Hold(resync.notDue(now));
        }
        if (snapshot.isEmpty()) {
            signal = Double.NaN;
            return new Abstain(snapshot.missing());
        }
        signal = stable.mean();
        int current = observation.target();
        var input =
                new KpaInput(
                        current,
                        signal,
                        panic.mean(),
                        target,
                        activationScale,
                        settings.asDocumented());
        boolean over = AibrixAlgorithms.panics(signal, panic.mean(), panicThreshold);
        int recommended = settings.asDocumented() ? sticky(now, input, over) : plain(input, over);
        int next = damping.stabilise(now, current, recommended);
        String reason =
                "load "
                        + Text.number(signal)
                        + " (panic window "
                        + Text.number(panic.mean())
                        + "), target "
                        + Text.number(target)
                        + ": wants "
                        + recommended;
        return next == current ? new Hold(reason) : new ScaleTo(next, reason);
    }

    private int plain(KpaInput input, boolean over) {
        return AibrixAlgorithms.kpa(input, over, 0, settings.limits());
    }

    private int sticky(long now, KpaInput input, boolean over) {
        // Nothing to compare is no reason to keep what there is.
        if (over && input.stable() > 0) {
            panicking = true;
            panicNanos = now;
        } else if (panicking && now - panicNanos > settings.windowNanos()) {
            panicking = false;
            maxPanicPods = 0;
        }
        int wanted = AibrixAlgorithms.kpa(input, panicking, maxPanicPods, settings.limits());
        if (panicking) {
            maxPanicPods = Math.max(maxPanicPods, wanted);
        }
        return wanted;
    }
}
