package io.spillway.policy.decorator;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.ScalingPolicy;

/** Turns every scale-in into a hold: {@code scaling.scale_in.enabled: false}. */
public final class ScaleInGate extends Decorated {

    public ScaleInGate(ScalingPolicy inner) {
        super(inner);
    }

    @Override
    ScalingDecision change(ScalingDecision decision, FleetObservation observation) {
        return decision instanceof ScaleTo(int n, var reason) && n < observation.target()
                ? new Hold("scale-in is off: " + reason)
                : decision;
    }
}
