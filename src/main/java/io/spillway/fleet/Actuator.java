package io.spillway.fleet;

import java.time.Duration;

/**
 * How replicas come and go. No method blocks; what happened arrives as {@link FleetEvent}s.
 *
 * <p>Every started replica ends in exactly one of {@link FleetEvent.Stopped} or {@link
 * FleetEvent.Failed}.
 */
public interface Actuator extends AutoCloseable {

    Capabilities capabilities();

    /**
     * Takes over what an earlier controller of the same run left behind; each such replica arrives
     * as {@link FleetEvent.Appeared} and, when it has an address, {@link FleetEvent.Addressed}.
     * Called once, before anything is started.
     */
    void adopt(RunId run);

    /** Starts a replica. */
    void start(ReplicaSpec spec);

    /**
     * Stops a replica, letting it finish what it does for at most {@code grace}. Idempotent;
     * cancels a start that is under way.
     */
    void stop(ReplicaId replica, Duration grace);

    /**
     * Releases clients and threads. Replicas stay; the control loop stops those it must not leave.
     */
    @Override
    void close();

    /**
     * What an implementation can do.
     *
     * @param canStart false when somebody else scales ({@code observe}): then start and stop are
     *     refused with {@link FleetEvent.Failed}
     * @param choosesVictim whether {@link #stop} removes exactly the named replica
     * @param maxReplicas the most it can ever run
     */
    record Capabilities(String name, boolean canStart, boolean choosesVictim, int maxReplicas) {}
}
