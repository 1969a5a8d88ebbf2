package io.spillway.fleet;

import org.jspecify.annotations.Nullable;

/** A fact that an actuator reports, stamped with the run time at which it became true. */
public sealed interface FleetEvent {

    ReplicaId replica();

    long atNanos();

    /**
     * A replica nobody here asked for exists: adopted from an earlier controller, or scaled by
     * others.
     */
    record Appeared(ReplicaId replica, long atNanos, ReplicaSpec spec) implements FleetEvent {}

    /** A start-up phase was reached. */
    record Reached(ReplicaId replica, long atNanos, StartPhase phase, @Nullable String detail)
            implements FleetEvent {}

    /** The replica has an address; whether it serves is for the health probe to find out. */
    record Addressed(ReplicaId replica, long atNanos, Endpoint endpoint, double capacityPrior)
            implements FleetEvent {}

    /** Somebody else is taking it away: stop routing to it now. */
    record Leaving(ReplicaId replica, long atNanos, String reason) implements FleetEvent {}

    /** A stop that was asked for is complete; nothing is left of it. */
    record Stopped(ReplicaId replica, long atNanos) implements FleetEvent {}

    /** It could not be started, or died; what was created for it has been removed. */
    record Failed(ReplicaId replica, long atNanos, String reason) implements FleetEvent {}
}
