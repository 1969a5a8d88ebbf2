package io.spillway.policy;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;

import java.util.OptionalLong;

/**
 * Decides how many replicas there should be. Called at every check, on one thread, with
 * non-decreasing times. Keeps its own history, reads no clock and never acts.
 */
@FunctionalInterface
public interface ScalingPolicy {
    ScalingDecision decide(FleetObservation observation);

    /**
     * The value that the newest decision was made on, in the unit of the policy's set point; NaN
     * when it had none.
     */
    default double signal() {
        return Double.NaN;
    }

    /** Releases what the policy holds outside the heap. Only policies in other processes do. */
    default void close() {}

    /**
     * The time of the first sample that breached in the run-up to the last decision to scale out;
     * empty when the policy keeps no such run-up.
     */
    default OptionalLong breachedSinceNanos() {
        return OptionalLong.empty();
    }
}
