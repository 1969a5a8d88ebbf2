package io.spillway.policy.decorator;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.ScalingPolicy;

/** Holds when the change is at most a share of the target. */
final class Tolerant extends Decorated {
    private final double out;
    private final double in;

    Tolerant(ScalingPolicy inner, double out, double in) {
        super(inner);
        this.out = out;
        this.in = in;
    }

    @Override
    ScalingDecision change(ScalingDecision decision, FleetObservation observation) {
        if (!(decision instanceof ScaleTo(int n, var reason))) {
            return decision;
        }
        int change = n - observation.target();
        double allowed = (change > 0 ? out : in) * observation.target();
        return Math.abs(change) <= allowed ? new Hold(reason + " (within tolerance)") : decision;
    }
}
