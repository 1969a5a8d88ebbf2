package io.spillway.policy.decorator;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.policy.ScalingPolicy;

import java.util.OptionalLong;

/** A policy that changes what another one decides. */
abstract class Decorated implements ScalingPolicy {
    private final ScalingPolicy inner;

    Decorated(ScalingPolicy inner) {
        this.inner = inner;
    }

    @Override
    public final ScalingDecision decide(FleetObservation observation) {
        return change(inner.decide(observation), observation);
    }

    abstract ScalingDecision change(ScalingDecision decision, FleetObservation observation);

    @Override
    public OptionalLong breachedSinceNanos() {
        return inner.breachedSinceNanos();
    }

    @Override
    public double signal() {
        return inner.signal();
    }

    @Override
    public void close() {
        inner.close();
    }
}
