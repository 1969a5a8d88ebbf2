package io.spillway.control;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunEvents;
import io.spillway.fleet.StartPhase;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The replicas that are not gone, in order of creation; every change of state is an event. */
final class Replicas {

    private final RunEvents events;
    private final Map<ReplicaId, Replica> present = new LinkedHashMap<>();

    /** Of replicas that were given up without being known to be gone: never used again. */
    private final Set<Integer> lostOrdinals = new TreeSet<>();

    Replicas(RunEvents events) {
        this.events = events;
    }

    void add(Replica replica, String reason) {
        present.put(replica.id(), replica);
        events.on(
                new RunEvent.StateChanged(
                        replica.sinceNanos, replica.id(), null, replica.state, reason));
    }

    /** Enters another state; what was scheduled for the old one is cancelled. */
    void move(Replica replica, ReplicaState to, String reason, long nowNanos) {
        if (replica.state == to) {
            return;
        }
        ReplicaState from = replica.state;
        replica.state = to;
        replica.sinceNanos = nowNanos;
        replica.cancelTimers();
        if (to == ReplicaState.GONE) {
            present.remove(replica.id());
        }
        events.on(new RunEvent.StateChanged(nowNanos, replica.id(), from, to, reason));
    }

    /** Forgets a replica that may still exist somewhere. */
    void lose(Replica replica, String reason, long nowNanos) {
        lostOrdinals.add(replica.spec.ordinal());
        move(replica, ReplicaState.GONE, reason, nowNanos);
    }

    /** Records a phase, the first time it is reached. */
    void reached(Replica replica, StartPhase phase, long atNanos, @Nullable String detail) {
        if (replica.phases.add(phase)) {
            events.on(new RunEvent.PhaseReached(atNanos, replica.id(), phase, detail));
        }
    }

    @Nullable Replica find(ReplicaId id) {
        return present.get(id);
    }

    /** Whether this life has not ended (another may have begun under its name). */
    boolean isPresent(Replica replica) {
        return present.get(replica.id()) == replica;
    }

    List<Replica> all() {
        return List.copyOf(present.values());
    }

    List<Replica> in(ReplicaState state) {
        var found = new ArrayList<Replica>();
        for (Replica replica : present.values()) {
            if (replica.state == state) {
                found.add(replica);
            }
        }
        return found;
    }

    int count(ReplicaState state) {
        return in(state).size();
    }

    /** Replicas that exist and are not on their way out. */
    int current() {
        return count(ReplicaState.STARTING) + count(ReplicaState.READY);
    }

    boolean isEmpty() {
        return present.isEmpty();
    }

    int lowestFreeOrdinal() {
        var taken = new TreeSet<>(lostOrdinals);
        present.values().forEach(replica -> taken.add(replica.spec.ordinal()));
        int ordinal = 1;
        while (taken.contains(ordinal)) {
            ordinal++;
        }
        return ordinal;
    }
}
