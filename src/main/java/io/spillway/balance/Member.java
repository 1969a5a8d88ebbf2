package io.spillway.balance;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;

import org.jspecify.annotations.Nullable;

/** One replica as a balancer keeps it. Confined to the balancer's thread. */
final class Member {

    final ReplicaId id;

    /** The weight asked for. */
    double weight;

    /** Slow start counts from here. */
    long rampSinceNanos;

    @Nullable ReplicaSample sample;

    /** Requests in flight. */
    int active;

    /** Requests sent since its newest sample was taken. */
    int sentSinceSample;

    int consecutiveFailures;

    /** Ejections since the last success. */
    int ejections;

    boolean ejected;
    long ejectedUntilNanos;

    /** Weight with slow start applied, as of the pick under way. */
    double effective;

    /** Where the chooser has it: current weight in WRR, deadline in EDF. */
    double position;

    /** Order among equal deadlines in EDF; 0 until first seen. */
    long sequence;

    Member(Target target) {
        this.id = target.id();
        this.rampSinceNanos = target.sinceNanos();
        this.weight = target.weight();
        this.sample = target.sample();
        this.effective = target.weight();
    }

    void update(Target target) {
        weight = target.weight();
        ReplicaSample previous = sample;
        ReplicaSample next = target.sample();
        boolean isNew = next != null && (previous == null || next.atNanos() != previous.atNanos());
        if (isNew) {
            sentSinceSample = 0;
        }
        sample = next;
    }

    /** Work per weight if it got one more request. */
    double load() {
        return (active + 1) / effective;
    }
}
