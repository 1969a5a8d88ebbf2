package io.spillway.policy;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;

/**
 * Decides how many replicas there should be. Called at every check, on one thread, with
 * non-decreasing times. Keeps its own history, reads no clock and never acts.
 */
@FunctionalInterface
public interface ScalingPolicy {
    ScalingDecision decide(FleetObservation observation);
}
