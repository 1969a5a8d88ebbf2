package io.spillway.fleet;

/**
 * One replica as a policy sees it.
 *
 * @param sinceNanos when it entered its state
 * @param capacity relative capacity (weight prior or measured), 1 when unknown
 * @param inFlight requests the driver has in flight on it
 * @param sample its newest sample
 */
public record ReplicaView(
        ReplicaId id,
        ReplicaState state,
        long sinceNanos,
        double capacity,
        int inFlight,
        ReplicaSample sample) {}
