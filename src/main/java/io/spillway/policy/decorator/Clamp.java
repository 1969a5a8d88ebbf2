package io.spillway.policy.decorator;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.ScalingPolicy;

/**
 * Keeps the target within bounds, whatever the inner policy says or does not know. A decision that
 * would leave the target as it is becomes a {@link Hold}.
 */
public final class Clamp extends Decorated {
    private final int min;
    private final int max;

    public Clamp(ScalingPolicy inner, int min, int max) {
        super(inner);
        this.min = min;
        this.max = max;
    }

    @Override
    ScalingDecision change(ScalingDecision decision, FleetObservation observation) {
        return bound(decision, observation.target(), min, max);
    }

    static ScalingDecision bound(ScalingDecision decision, int target, int min, int max) {
        int wanted = decision instanceof ScaleTo(int n, var _) ? n : target;
        int bounded = Math.clamp(wanted, min, max);
        if (bounded == wanted) {
            return wanted == target && decision instanceof ScaleTo
                    ? new Hold(decision.reason())
                    : decision;
        }
        String reason =
                decision.reason()
                        + (wanted > max
                                ? " (kept to the maximum of " + max + ")"
                                : " (kept to the minimum of " + min + ")");
        return bounded == target ? new Hold(reason) : new ScaleTo(bounded, reason);
    }
}
