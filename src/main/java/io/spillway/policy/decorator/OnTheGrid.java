package io.spillway.policy.decorator;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.policy.ScalingPolicy;

import java.util.OptionalLong;

/**
 * Puts the times that a policy sees on the grid of checks: a live timer that fires a little late or
 * early must not turn a window of three intervals into four. A call further off than a quarter of
 * an interval keeps its own time.
 */
public final class OnTheGrid implements ScalingPolicy {
    private final ScalingPolicy inner;
    private final long intervalNanos;
    private long firstNanos = -1;
    private long lastNanos;

    public OnTheGrid(ScalingPolicy inner, long intervalNanos) {
        this.inner = inner;
        this.intervalNanos = intervalNanos;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        if (firstNanos < 0) {
            firstNanos = observation.atNanos();
        }
        long elapsed = observation.atNanos() - firstNanos;
        long nearest = (elapsed + intervalNanos / 2) / intervalNanos * intervalNanos;
        long at = Math.abs(elapsed - nearest) <= intervalNanos / 4 ? nearest : elapsed;
        lastNanos = Math.max(lastNanos, firstNanos + at);
        return inner.decide(
                new FleetObservation(
                        lastNanos,
                        observation.target(),
                        observation.replicas(),
                        observation.load()));
    }

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
