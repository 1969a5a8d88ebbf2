package io.spillway.actuate.kubernetes;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** A replica of the workload. Confined to the actuator's loop. */
final class Member {

    final ReplicaSpec spec;
    final long askedNanos;

    /** Counts among the replicas asked for, unless it is let go. */
    boolean accepted;

    /** Has a pod. */
    boolean bound;

    boolean lettingGo;
    boolean hurried;
    Duration grace = Duration.ZERO;

    /** Why it ends as a failure; null when it ends as it was asked to. */
    @Nullable String failure;

    Member(ReplicaSpec spec, long askedNanos) {
        this.spec = spec;
        this.askedNanos = askedNanos;
    }

    ReplicaId id() {
        return spec.id();
    }

    boolean isKept() {
        return accepted && !lettingGo;
    }
}
