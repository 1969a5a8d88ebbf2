package io.spillway.control;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.HealthProbe.Health;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.StartPhase;

import java.time.Duration;
import java.util.Optional;

/** From the order to start to serving: probe until healthy, one warm-up, ready. */
final class StartUp {

    /** What becomes of it. */
    interface Result {
        /** It is healthy and warm. */
        void serves(Replica replica);

        /** It did not get there; it may exist. */
        void failed(Replica replica, String reason);
    }

    private final Core core;
    private final Result result;

    StartUp(Core core, Result result) {
        this.core = core;
        this.result = result;
    }

    /** Has the actuator start it. */
    void begin(Replica replica) {
        limitTime(replica);
        // A port that throws must not stop the loop: it is a start that failed.
        try {
            core.ports().actuator().start(replica.spec);
        } catch (RuntimeException broken) {
            core.scheduler()
                    .execute(
                            () -> {
                                if (isStarting(replica)) {
                                    result.failed(replica, "actuator: " + broken);
                                }
                            });
        }
    }

    /** Bounds the time it may take. */
    void limitTime(Replica replica) {
        var timeout = core.settings().starting().timeout();
        replica.timer(core.scheduler().after(timeout.toNanos(), () -> timedOut(replica, timeout)));
    }

    private void timedOut(Replica replica, Duration timeout) {
        if (isStarting(replica)) {
            String last = replica.notServing == null ? "" : ": " + replica.notServing;
            result.failed(replica, "not serving after " + Core.seconds(timeout) + last);
        }
    }

    /** It has an address: asks it until it serves. */
    void addressed(Replica replica, Endpoint endpoint) {
        boolean probing = replica.endpoint != null;
        replica.endpoint = endpoint;
        if (!probing) {
            probe(replica);
        }
    }

    /** Asks again a replica that had served. */
    void probe(Replica replica) {
        Endpoint endpoint = replica.endpoint;
        if (!isStarting(replica) || endpoint == null) {
            return;
        }
        long asked = core.now();
        long deadline = asked + core.settings().health().timeout().toNanos();
        var answer =
                Answer.<Health>by(
                        core.scheduler(),
                        deadline,
                        new Health.NotServing("no answer"),
                        health -> probed(replica, asked, health));
        core.ports().probe().probe(endpoint, deadline, answer);
    }

    private void probed(Replica replica, long askedNanos, Health health) {
        if (!isStarting(replica)) {
            return;
        }
        switch (health) {
            case Health.Serving _ -> {
                core.replicas().reached(replica, StartPhase.READY, core.now(), null);
                if (core.settings().starting().warmUps() == 0) {
                    result.serves(replica);
                } else {
                    warmUp(replica);
                }
            }
            case Health.NotServing(String why) -> {
                replica.notServing = why;
                long interval = core.settings().health().readinessInterval().toNanos();
                replica.timer(core.scheduler().at(askedNanos + interval, () -> probe(replica)));
            }
        }
    }

    private void warmUp(Replica replica) {
        Endpoint endpoint = replica.endpoint;
        if (!isStarting(replica) || endpoint == null) {
            return;
        }
        Duration limit = core.settings().starting().warmUpTimeout();
        var silent =
                new FailureCause(FailureCause.TIMEOUT, "no answer in " + limit.toSeconds() + " s");
        var answer =
                Answer.by(
                        core.scheduler(),
                        core.now() + limit.toNanos(),
                        Optional.of(silent),
                        failure -> warmedUp(replica, failure));
        core.ports()
                .traffic()
                .warmUp(
                        endpoint,
                        failure -> core.scheduler().execute(() -> answer.accept(failure)));
    }

    private void warmedUp(Replica replica, Optional<FailureCause> failure) {
        if (!isStarting(replica)) {
            return;
        }
        if (failure.isEmpty()) {
            result.serves(replica);
            return;
        }
        String why = failure.get().kind() + ", " + failure.get().detail();
        replica.failedWarmUps++;
        int allowed = core.settings().starting().warmUps();
        if (replica.failedWarmUps >= allowed) {
            result.failed(replica, "warm-up request failed %d times: %s".formatted(allowed, why));
            return;
        }
        replica.notServing = "warm-up request failed: " + why;
        core.note(
                RunEvent.Level.WARN,
                "warm-up request to %s failed (%d of %d): %s"
                        .formatted(replica, replica.failedWarmUps, allowed, why));
        long interval = core.settings().health().readinessInterval().toNanos();
        replica.timer(core.scheduler().after(interval, () -> warmUp(replica)));
    }

    private boolean isStarting(Replica replica) {
        return core.replicas().isPresent(replica) && replica.state == ReplicaState.STARTING;
    }
}
