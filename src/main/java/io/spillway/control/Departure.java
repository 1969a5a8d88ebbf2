package io.spillway.control;

import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;

import java.time.Duration;

/** From serving, or starting, to gone: un-route, drain until a deadline, stop. */
final class Departure {

    private final Core core;
    private final Router router;
    private final boolean canStop;

    /**
     * @param canStop false when somebody else takes replicas away
     */
    Departure(Core core, Router router, boolean canStop) {
        this.core = core;
        this.router = router;
        this.canStop = canStop;
    }

    /** Sends it nothing more, lets what is in flight finish, and then stops it. */
    void drain(Replica replica, String reason) {
        core.replicas().move(replica, ReplicaState.DRAINING, reason, core.now());
        router.route();
        Duration timeout = core.settings().scaleIn().drainTimeout();
        replica.timer(core.scheduler().after(timeout.toNanos(), () -> overdue(replica, timeout)));
        core.ports()
                .traffic()
                .whenIdle(replica.id(), () -> core.scheduler().execute(() -> idle(replica)));
    }

    private void idle(Replica replica) {
        if (isDraining(replica)) {
            stop(replica, core.settings().scaleIn().stopGrace());
        }
    }

    private void overdue(Replica replica, Duration timeout) {
        if (!isDraining(replica)) {
            return;
        }
        core.note(
                RunEvent.Level.WARN,
                "%s still has %d requests in flight after draining for %s: they are aborted"
                        .formatted(
                                replica,
                                core.ports().traffic().inFlight(replica.id()),
                                Core.seconds(timeout)));
        core.ports().traffic().abort(replica.id());
        stop(replica, core.settings().scaleIn().stopGrace());
    }

    /** Stops it at once; requests in flight on it are aborted. */
    void remove(Replica replica, String reason) {
        boolean receivedTraffic = replica.state != ReplicaState.STARTING;
        core.replicas().move(replica, ReplicaState.DRAINING, reason, core.now());
        if (receivedTraffic) {
            router.route();
            core.ports().traffic().abort(replica.id());
        }
        stop(replica, Duration.ZERO);
    }

    private void stop(Replica replica, Duration grace) {
        if (!canStop || replica.stopping) {
            return;
        }
        replica.stopping = true;
        replica.cancelTimers();
        Duration limit = core.settings().scaleIn().stopTimeout().plus(grace);
        replica.timer(core.scheduler().after(limit.toNanos(), () -> lost(replica, limit)));
        // A port that throws must not stop the loop: the replica then counts as lost in time.
        try {
            core.ports().actuator().stop(replica.id(), grace);
        } catch (RuntimeException broken) {
            core.note(RunEvent.Level.FAIL, "actuator could not stop " + replica + ": " + broken);
        }
    }

    private void lost(Replica replica, Duration limit) {
        if (core.replicas().isPresent(replica)) {
            String text = "%s did not stop within %s".formatted(replica, Core.seconds(limit));
            core.note(RunEvent.Level.FAIL, text + ": it may still run");
            core.replicas().lose(replica, text, core.now());
            core.ports().weights().left(replica.id());
        }
    }

    private boolean isDraining(Replica replica) {
        return core.replicas().isPresent(replica)
                && replica.state == ReplicaState.DRAINING
                && !replica.stopping;
    }
}
