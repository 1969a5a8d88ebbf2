package io.spillway.balance;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.ReplicaId;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The load as the control loop steers it; the load driver implements it. Any thread may call;
 * answers arrive on the driver's thread unless said otherwise.
 */
public interface Traffic {

    /** New requests go to these replicas only; streams in flight elsewhere stay where they are. */
    void route(List<Routed> replicas);

    /** The newest view of the load; never blocks. */
    LoadView view();

    /** Requests in flight on a replica; never blocks. */
    int inFlight(ReplicaId replica);

    /** Sends one uncounted request and says why it failed; empty when it succeeded. */
    void warmUp(Endpoint endpoint, Consumer<Optional<FailureCause>> done);

    /**
     * Calls back once, when nothing is in flight on the replica. It must have been un-routed
     * before.
     */
    void whenIdle(ReplicaId replica, Runnable idle);

    /** Cancels what is in flight on the replica; each such request fails. */
    void abort(ReplicaId replica);

    /** A replica with its address and weight. */
    record Routed(Endpoint endpoint, Target target) {}
}
