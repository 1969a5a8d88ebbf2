package io.spillway.policy.decorator;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.kubernetes.Stabilisation;

/** The stabilisation windows of the HPA; a hold is a wish for the present target. */
final class Stabilise extends Decorated {
    private final Stabilisation stabilisation;

    Stabilise(ScalingPolicy inner, long outNanos, long inNanos) {
        super(inner);
        stabilisation = new Stabilisation(outNanos, inNanos);
    }

    @Override
    ScalingDecision change(ScalingDecision decision, FleetObservation observation) {
        if (decision instanceof Abstain) {
            return decision;
        }
        int target = observation.target();
        int wanted = decision instanceof ScaleTo(int n, var _) ? n : target;
        int next = stabilisation.stabilise(observation.atNanos(), target, wanted);
        if (next == wanted) {
            return decision;
        }
        String reason = decision.reason() + " (stabilised to " + next + ")";
        return next == target ? new Hold(reason) : new ScaleTo(next, reason);
    }
}
