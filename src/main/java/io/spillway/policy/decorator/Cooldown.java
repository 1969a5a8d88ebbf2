package io.spillway.policy.decorator;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.Text;

/** Holds a scale-out for a while after the last one, and a scale-in after any scaling. */
final class Cooldown extends Decorated {
    private final long outNanos;
    private final long inNanos;
    private boolean hasScaledOut;
    private boolean hasScaled;
    private long lastOutNanos;
    private long lastNanos;

    Cooldown(ScalingPolicy inner, long outNanos, long inNanos) {
        super(inner);
        this.outNanos = outNanos;
        this.inNanos = inNanos;
    }

    @Override
    ScalingDecision change(ScalingDecision decision, FleetObservation observation) {
        if (!(decision instanceof ScaleTo(int n, var reason)) || n == observation.target()) {
            return decision;
        }
        long now = observation.atNanos();
        boolean out = n > observation.target();
        long waitNanos =
                out
                        ? hasScaledOut ? lastOutNanos + outNanos - now : 0
                        : hasScaled ? lastNanos + inNanos - now : 0;
        if (waitNanos > 0) {
            return new Hold("cooling down for " + Text.seconds(waitNanos) + ": " + reason);
        }
        hasScaled = true;
        lastNanos = now;
        if (out) {
            hasScaledOut = true;
            lastOutNanos = now;
        }
        return decision;
    }
}
