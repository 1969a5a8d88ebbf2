package io.spillway.wiring;

import io.spillway.fleet.ReplicaId;

import java.util.List;

/**
 * What is left to see when the load is over and its replicas are still there. Called once, on the
 * control thread.
 */
interface LastLook {

    /** Nothing is. */
    LastLook NONE = (_, done) -> done.run();

    /**
     * How things stand.
     *
     * @param patient false when somebody waits for the run to end
     */
    record Over(List<ReplicaId> replicas, boolean patient) {}

    /**
     * @param done to be run once, on the control thread; then the replicas go
     */
    void look(Over over, Runnable done);
}
