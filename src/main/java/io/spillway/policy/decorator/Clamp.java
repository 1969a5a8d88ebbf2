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
        int wanted = decision instanceof ScaleTo(int n, var _) ? n : observation.target();
        int bounded = Math.clamp(wanted, min, max);
        if (bounded == observation.target()) {
            return decision instanceof ScaleTo ? new Hold(bounded(decision, wanted)) : decision;
        }
        return bounded == wanted ? decision : new ScaleTo(bounded, bounded(decision, wanted));
    }

    private String bounded(ScalingDecision decision, int wanted) {
        if (wanted > max) {
            return decision.reason() + " (kept to the maximum of " + max + ")";
        }
        if (wanted < min) {
            return decision.reason() + " (kept to the minimum of " + min + ")";
        }
        return decision.reason();
    }
}
