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
import io.spillway.policy.window.SlidingWindow;

import java.util.ArrayList;
import java.util.List;

/**
 * AIBrix APA: the number of pods times the ratio of average usage to its target.
 *
 * <p>Pods that are still starting are multiplied too, so a fleet that starts slowly runs away; the
 * pending guard multiplies only ready pods, and keeps what is already asked for.
 */
public final class ApaPolicy implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "apa",
                    "AIBrix APA: ceil(current · average usage / target) within rates.",
                    parameters(),
                    List.of(Signal.KV_USAGE),
                    ApaPolicy::new);

    private final Snapshots snapshots;
    private final double target;
    private final boolean pendingGuard;
    private final AibrixSettings settings;
    private final AibrixSettings.Damping damping;
    private final SlidingWindow window;
    private final Period resync;
    private double signal = Double.NaN;

    private ApaPolicy(Parameters parameters, PolicyContext context) {
        snapshots = new Snapshots(parameters);
        target = parameters.number("target_value");
        pendingGuard = parameters.flag("pending_guard");
        settings = AibrixSettings.of(parameters);
        damping = settings.damping();
        window = new SlidingWindow(settings.windowNanos());
        resync = new Period(settings.resyncNanos());
    }

    private static List<Parameter> parameters() {
        List<Parameter> all =
                new ArrayList<>(
                        List.of(
                                Parameter.text(
                                        "metric", Signal.KV_USAGE, "Usage per pod; a formula."),
                                Parameter.number("target_value", 0.5, "Usage that is aimed for.")
                                        .above(0)
                                        .asSetPoint(),
                                Parameter.flag(
                                        "pending_guard",
                                        true,
                                        "Multiply only ready pods while others start; false: the"
                                                + " behaviour before pull request 2671.")));
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
            window.record(now, snapshot.average());
        }
        if (!resync.due(now)) {
            return new Hold(resync.notDue(now));
        }
        if (snapshot.isEmpty()) {
            signal = Double.NaN;
            return new Abstain(snapshot.missing());
        }
        signal = window.mean();
        int current = observation.target();
        int recommended = recommend(observation, current);
        int next = damping.stabilise(now, current, recommended);
        String reason =
                "average usage "
                        + Text.number(signal)
                        + ", target "
                        + Text.number(target)
                        + ": wants "
                        + recommended;
        return next == current ? new Hold(reason) : new ScaleTo(next, reason);
    }

    private int recommend(FleetObservation observation, int current) {
        if (!pendingGuard || observation.starting() == 0) {
            return AibrixAlgorithms.apa(current, signal, target, settings.limits());
        }
        int base = Math.max(1, observation.ready());
        int ready = AibrixAlgorithms.apa(base, signal, target, settings.limits());
        return signal / target > 1 ? Math.max(current, ready) : Math.min(current, ready);
    }
}
