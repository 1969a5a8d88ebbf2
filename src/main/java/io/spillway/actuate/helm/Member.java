package io.spillway.actuate.helm;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** A release as a replica. Confined to the actuator's loop. */
final class Member {

    /** How far it is. */
    enum Stage {
        WAITING,
        INSTALLING,
        INSTALLED,
        REMOVING
    }

    final ReplicaSpec spec;
    final String release;
    final long askedNanos;

    Stage stage = Stage.WAITING;
    boolean stopAsked;
    boolean bound;
    boolean uninstalled;
    boolean leavingTold;
    Duration grace = Duration.ZERO;

    /** Why it ends as a failure; null when it ends as it was asked to. */
    @Nullable String failure;

    Member(ReplicaSpec spec, String release, long askedNanos) {
        this.spec = spec;
        this.release = release;
        this.askedNanos = askedNanos;
    }

    ReplicaId id() {
        return spec.id();
    }
}
