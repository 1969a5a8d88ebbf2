package io.spillway.control;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.Freshness;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.ReplicaState;
import io.spillway.time.Cancellable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Polls every serving replica, all at once, at t0 + k · interval, and judges how old the newest
 * answers are. A round ends when all have answered, or at its deadline.
 */
final class Sampler {

    private final Core core;
    private final Runnable settled;
    private @Nullable Periodic ticks;
    private long polledSlot = Long.MIN_VALUE;
    private @Nullable Round open;
    private @Nullable Runnable waiting;

    /** One poll of all; those it still waits for. */
    private static final class Round {
        final Map<ReplicaId, Replica> asked = new LinkedHashMap<>();
        final Set<ReplicaId> awaited = new LinkedHashSet<>();
        @Nullable Cancellable guard;
    }

    /**
     * @param settled runs after each round
     */
    Sampler(Core core, Runnable settled) {
        this.core = core;
        this.settled = settled;
    }

    void start(long originNanos) {
        long interval = core.settings().observing().pollInterval().toNanos();
        ticks =
                Periodic.start(
                        core.scheduler(),
                        originNanos,
                        interval,
                        new Periodic.Series(0, this::pollSlot));
    }

    void stop() {
        if (ticks != null) {
            ticks.stop();
        }
        waiting = null;
    }

    /**
     * Runs the task once the poll of this instant has settled: a check that coincides with a poll
     * sees its samples.
     */
    void afterPollOfNow(Runnable task) {
        if (ticks != null) {
            pollSlot(ticks.slot(core.now()));
        }
        if (open == null) {
            task.run();
        } else {
            waiting = task;
        }
    }

    private void pollSlot(long slot) {
        if (slot <= polledSlot) {
            return;
        }
        polledSlot = slot;
        if (open != null) {
            close(open);
        }
        var round = new Round();
        List<Endpoint> endpoints = new ArrayList<>();
        for (Replica replica : core.replicas().all()) {
            Endpoint endpoint = replica.endpoint;
            if (endpoint != null && replica.state != ReplicaState.STARTING && !replica.stopping) {
                endpoints.add(endpoint);
                round.asked.put(replica.id(), replica);
                round.awaited.add(replica.id());
            }
        }
        if (endpoints.isEmpty()) {
            return;
        }
        open = round;
        long deadline = core.now() + core.settings().observing().pollTimeout().toNanos();
        round.guard = core.scheduler().at(deadline, () -> close(round));
        core.ports().metrics().poll(endpoints, deadline, sample -> take(round, sample));
    }

    private void take(Round round, ReplicaSample sample) {
        Replica replica = round.asked.get(sample.replica());
        if (replica == null) {
            return;
        }
        round.awaited.remove(sample.replica());
        if (core.replicas().isPresent(replica)) {
            keep(replica, sample);
        }
        if (round.awaited.isEmpty()) {
            close(round);
        }
    }

    private void keep(Replica replica, ReplicaSample sample) {
        replica.polledNanos = core.now();
        switch (sample.freshness()) {
            case FRESH -> {
                ReplicaSample before = replica.sample;
                if (before == null || sample.atNanos() >= before.atNanos()) {
                    replica.sample = sample;
                    replica.pollProblem = null;
                    core.ports().weights().observe(sample);
                }
            }
            case STALE, MISSING -> replica.pollProblem = sample.problem();
        }
    }

    private void close(Round round) {
        if (open != round) {
            return;
        }
        open = null;
        if (round.guard != null) {
            round.guard.cancel();
        }
        for (Replica replica : round.asked.values()) {
            if (round.awaited.contains(replica.id())) {
                replica.polledNanos = core.now();
                replica.pollProblem = "no answer to the last poll";
            }
        }
        settled.run();
        Runnable next = waiting;
        waiting = null;
        if (next != null) {
            next.run();
        }
    }

    /** The newest sample of a replica as it is to be believed now. */
    ReplicaSample sample(Replica replica, long nowNanos) {
        ReplicaSample newest = replica.sample;
        String problem = replica.pollProblem;
        if (newest == null) {
            String why = problem == null ? "not polled yet" : problem;
            return ReplicaSample.missing(replica.id(), replica.polledNanos, why);
        }
        long ageNanos = nowNanos - newest.atNanos();
        if (ageNanos <= core.settings().observing().staleAfter().toNanos()) {
            return newest;
        }
        String age = "the newest answer is " + Core.seconds(ageNanos) + " old";
        return newest.stale(problem == null ? age : age + ": " + problem);
    }

    /** Time of the newest fresh sample of any replica, as decisions see them; now without one. */
    long newestSampleNanos(long nowNanos) {
        long newest = Long.MIN_VALUE;
        for (Replica replica : core.replicas().in(ReplicaState.READY)) {
            ReplicaSample sample = sample(replica, nowNanos);
            if (sample.freshness() == Freshness.FRESH) {
                newest = Math.max(newest, sample.atNanos());
            }
        }
        return newest == Long.MIN_VALUE ? nowNanos : newest;
    }
}
