package io.spillway.policy.kubernetes;

import io.spillway.fleet.FleetObservation;

/** A metric of an autoscaler, with its target. */
@FunctionalInterface
interface MetricSource {
    Proposal propose(FleetObservation observation);
}
