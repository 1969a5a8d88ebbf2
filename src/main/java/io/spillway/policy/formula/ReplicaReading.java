package io.spillway.policy.formula;

import io.spillway.fleet.ReplicaView;

/**
 * What a metric came to on one replica.
 *
 * @param value NaN when it is missing or not defined
 * @param missing whether an input is missing: no fresh sample, or one without the series
 */
public record ReplicaReading(ReplicaView replica, double value, boolean missing) {}
