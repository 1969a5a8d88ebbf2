package io.spillway.control;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.StartPhase;
import io.spillway.time.Cancellable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One life of one replica, as the loop keeps it. Confined to the control thread. */
final class Replica {

    final ReplicaSpec spec;
    final StartCause cause;

    ReplicaState state = ReplicaState.STARTING;
    long sinceNanos;
    @Nullable Endpoint endpoint;

    /** The newest fresh sample, and what went wrong with the polls after it. */
    @Nullable ReplicaSample sample;

    @Nullable String pollProblem;
    long polledNanos;

    /** The last reason why it does not serve. */
    @Nullable String notServing;

    int failedWarmUps;
    int failedProbes;

    /** The actuator was told to stop it. */
    boolean stopping;

    final Set<StartPhase> phases = EnumSet.noneOf(StartPhase.class);
    private final List<Cancellable> timers = new ArrayList<>();

    Replica(ReplicaSpec spec, StartCause cause, long nowNanos) {
        this.spec = spec;
        this.cause = cause;
        this.sinceNanos = nowNanos;
    }

    ReplicaId id() {
        return spec.id();
    }

    /** Something to be forgotten when it enters another state. */
    void timer(Cancellable timer) {
        timers.add(timer);
    }

    void cancelTimers() {
        timers.forEach(Cancellable::cancel);
        timers.clear();
    }

    @Override
    public String toString() {
        return id().value();
    }
}
