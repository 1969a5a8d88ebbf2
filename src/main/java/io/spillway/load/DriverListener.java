package io.spillway.load;

import io.spillway.fleet.ReplicaId;

/** Hears of the driver's milestones. Called on the driver's or on an I/O thread. */
public interface DriverListener {

    /** A load stage began; {@code requestedRate} is NaN where a rate is not what it asks for. */
    default void stageStarted(long nanos, int stage, double requestedRate) {}

    /** A replica got its first counted request. */
    default void firstRouted(ReplicaId replica, long nanos) {}

    /** A replica's first counted token arrived. */
    default void firstToken(ReplicaId replica, long nanos) {}

    /** Everything that was to be sent has been, and everything sent has ended. Called once. */
    default void finished(long nanos) {}
}
