package io.spillway.fleet;

import java.util.List;

/**
 * All a scaling policy gets to see.
 *
 * @param atNanos now, since the start of the run
 * @param target replicas last asked for (the workload's {@code spec.replicas})
 * @param replicas every replica that is not gone, in order of creation
 */
public record FleetObservation(
        long atNanos, int target, List<ReplicaView> replicas, LoadView load) {

    public FleetObservation {
        replicas = List.copyOf(replicas);
    }

    public int count(ReplicaState state) {
        int n = 0;
        for (ReplicaView replica : replicas) {
            if (replica.state() == state) {
                n++;
            }
        }
        return n;
    }

    public int ready() {
        return count(ReplicaState.READY);
    }

    public int starting() {
        return count(ReplicaState.STARTING);
    }

    public int draining() {
        return count(ReplicaState.DRAINING);
    }

    /** Replicas that exist and are not on their way out ({@code status.replicas}). */
    public int current() {
        return ready() + starting();
    }

    public List<ReplicaView> in(ReplicaState state) {
        return replicas.stream().filter(replica -> replica.state() == state).toList();
    }
}
