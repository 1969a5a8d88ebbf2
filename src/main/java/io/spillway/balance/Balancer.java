package io.spillway.balance;

import io.spillway.fleet.Outcome;
import io.spillway.fleet.ReplicaId;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** Chooses a replica for each request. Confined to one thread; time comes in. */
public interface Balancer {

    /** The replica that gets this request, or null when none may. */
    @Nullable ReplicaId pick(Pick pick);

    /** A request was handed to the replica. */
    default void started(ReplicaId id, long nowNanos) {}

    /** A request on the replica ended. Also called for replicas that have left. */
    default void finished(ReplicaId id, long nowNanos, Outcome outcome) {}

    /**
     * The replicas that may receive requests from now on. Survivors keep their place in the order.
     */
    void update(List<Target> targets, long nowNanos);

    /**
     * The share of new requests each replica should have now, slow start and ejection included;
     * sums to 1 unless empty. In the order of the targets.
     */
    Map<ReplicaId, Double> expectedShares(long nowNanos);
}
