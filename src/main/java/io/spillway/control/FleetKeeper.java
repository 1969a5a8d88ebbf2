package io.spillway.control;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.StartPhase;
import io.spillway.time.Cancellable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Keeps the fleet at its target: compares what is with what should be whenever either changes, and
 * starts, cancels, drains or replaces accordingly. Level-triggered; the latest target wins.
 */
final class FleetKeeper implements StartUp.Result {

    /** The loop it belongs to. */
    interface Listener {
        /** Something about the fleet is different. */
        void changed();

        /** The replica as a policy sees it. */
        ReplicaView view(Replica replica);

        /** Too many starts in a row failed and there are fewer replicas than the minimum. */
        void cannotStart(String reason);

        /** A start failed, which this run does not bear. */
        void mustEnd(String reason);
    }

    private final Core core;
    private final Router router;
    private final TargetRule rule;
    private final Listener listener;
    private final boolean canStart;
    private final StartUp startUp;
    private final Departure departure;
    private final StartBackoff backoff;

    /** Reasons of starts that are still to be made, first to be made first. */
    private final Deque<StartCause> causes = new ArrayDeque<>();

    private int target;
    private String targetReason = "";
    private boolean begun;
    private boolean closing;
    private boolean announcesFollowed;
    private @Nullable Cancellable retry;

    FleetKeeper(Core core, Router router, TargetRule rule, Listener listener) {
        this.core = core;
        this.router = router;
        this.rule = rule;
        this.listener = listener;
        this.canStart = core.ports().actuator().capabilities().canStart();
        this.startUp = new StartUp(core, this);
        this.departure = new Departure(core, router, canStart);
        this.backoff = new StartBackoff(core.settings().starting());
    }

    /** What handles the actuator's facts. */
    FleetFacts facts() {
        return new FleetFacts(core, router, this, new FleetFacts.Steps(startUp, departure));
    }

    int target() {
        return target;
    }

    boolean hasBegun() {
        return begun;
    }

    boolean isClosing() {
        return closing;
    }

    boolean canStart() {
        return canStart;
    }

    /** The first replicas of the run, beside those adopted. */
    void begin(int replicas) {
        begun = true;
        if (canStart) {
            target = Math.max(target, replicas);
            targetReason = "first replicas";
            int missing = target - core.replicas().current();
            for (int i = 0; i < missing; i++) {
                causes.add(StartCause.initial("one of the first " + replicas));
            }
        }
        reconcile();
    }

    /** From here on, a fleet that somebody else scales is reported as scaled. */
    void announceFollowed() {
        announcesFollowed = true;
    }

    /** Sets the target. */
    void aim(int to, StartCause cause) {
        int from = target;
        if (to == from || closing) {
            return;
        }
        target = to;
        targetReason = cause.reason();
        core.ports().events().on(new RunEvent.Scaled(core.now(), from, to, cause.reason()));
        rule.scaled(from, to, core.now());
        int missing = Math.max(0, to - core.replicas().current());
        if (to > from) {
            backoff.newSeries();
            while (causes.size() < missing) {
                causes.addLast(cause);
            }
        }
        reconcile();
    }

    /** Compares and acts. Changes nothing when the fleet is as it should be. */
    void reconcile() {
        if (begun && canStart && !closing) {
            int surplus = core.replicas().current() - target;
            while (causes.size() > Math.max(0, -surplus)) {
                causes.removeLast();
            }
            if (surplus > 0) {
                shed(surplus);
            } else if (surplus < 0) {
                startMore(-surplus);
            }
        }
        listener.changed();
    }

    /** Cancels starts, the newest first; then drains ready replicas. */
    private void shed(int surplus) {
        int left = surplus;
        List<Replica> starting = core.replicas().in(ReplicaState.STARTING).reversed();
        for (Replica replica : starting.subList(0, Math.min(left, starting.size()))) {
            departure.remove(replica, "start cancelled: " + targetReason);
            left--;
        }
        List<ReplicaView> candidates =
                core.replicas().in(ReplicaState.READY).stream().map(listener::view).toList();
        for (ReplicaView victim : core.settings().scaleIn().victims().choose(candidates, left)) {
            Replica replica = core.replicas().find(victim.id());
            if (replica != null) {
                departure.drain(replica, targetReason);
            }
        }
    }

    private void startMore(int missing) {
        int bound = core.settings().size().maxParallelStarts();
        for (int i = 0; i < missing; i++) {
            boolean full = bound > 0 && core.replicas().count(ReplicaState.STARTING) >= bound;
            if (full) {
                return;
            }
            if (core.now() < backoff.notBeforeNanos()) {
                retryAt(backoff.notBeforeNanos());
                return;
            }
            StartCause next = causes.pollFirst();
            start(next == null ? StartCause.decided(core.now(), targetReason) : next);
        }
    }

    private void retryAt(long nanos) {
        if (retry == null) {
            retry =
                    core.scheduler()
                            .at(
                                    nanos,
                                    () -> {
                                        retry = null;
                                        reconcile();
                                    });
        }
    }

    private void start(StartCause cause) {
        int ordinal = core.replicas().lowestFreeOrdinal();
        var size = core.settings().size();
        var id = new ReplicaId(size.idPrefix() + "-" + ordinal);
        var spec = new ReplicaSpec(id, ordinal, size.overridesOf(ordinal));
        var replica = new Replica(spec, cause, core.now());
        core.replicas().add(replica, cause.reason());
        cause.detectedNanos().ifPresent(at -> reached(replica, StartPhase.DETECT, at));
        cause.decidedNanos().ifPresent(at -> reached(replica, StartPhase.DECIDE, at));
        startUp.begin(replica);
    }

    private void reached(Replica replica, StartPhase phase, long atNanos) {
        core.replicas().reached(replica, phase, atNanos, replica.cause.reason());
    }

    @Override
    public void serves(Replica replica) {
        backoff.succeeded();
        replica.failedProbes = 0;
        boolean leftFromAnEarlierLife = core.ports().traffic().inFlight(replica.id()) > 0;
        if (leftFromAnEarlierLife && canStart) {
            core.ports().traffic().abort(replica.id());
        }
        core.replicas().move(replica, ReplicaState.READY, "serving", core.now());
        router.route();
        reconcile();
    }

    @Override
    public void failed(Replica replica, String reason) {
        if (!canStart) {
            core.note(RunEvent.Level.WARN, replica + " does not serve: " + reason);
            replica.failedWarmUps = 0;
            long interval = core.settings().health().interval().toNanos();
            replica.timer(core.scheduler().after(interval, () -> startUp.probe(replica)));
            return;
        }
        departure.remove(replica, "start failed: " + reason);
        startFailed(replica, reason);
        reconcile();
    }

    /** Counts a start that failed, and gives up when there were too many. */
    void startFailed(Replica replica, String reason) {
        core.note(RunEvent.Level.WARN, "start of %s failed: %s".formatted(replica, reason));
        if (closing || !canStart) {
            return;
        }
        if (!core.settings().starting().toleratesFailure()) {
            close();
            listener.mustEnd("start of %s failed: %s".formatted(replica, reason));
            return;
        }
        backoff.failed(core.now());
        causes.addFirst(replica.cause);
        if (!backoff.isExhausted()) {
            return;
        }
        String why =
                "gave up after %d failed starts, the last: %s"
                        .formatted(backoff.failures(), reason);
        int min = core.settings().size().minReplicas();
        int fallBack = Math.max(core.replicas().current(), min);
        if (core.replicas().current() < min) {
            listener.cannotStart(why);
        }
        if (fallBack < target) {
            core.note(RunEvent.Level.FAIL, why);
            aim(fallBack, StartCause.decided(core.now(), why));
            backoff.newSeries();
        }
    }

    /** The target follows what exists: what was adopted stays, and so does what others scale. */
    void follow(String reason) {
        int current = core.replicas().current();
        int to = canStart ? Math.max(target, rule.clamp(current)) : current;
        if (to == target || closing) {
            return;
        }
        if (announcesFollowed) {
            core.ports().events().on(new RunEvent.Scaled(core.now(), target, to, reason));
        }
        target = to;
    }

    /** Its successor is to be started, and why. */
    void replace(Replica replica, String why) {
        causes.addFirst(
                StartCause.decided(core.now(), "replaces %s, which %s".formatted(replica, why)));
    }

    /** Starts nothing more. */
    void close() {
        closing = true;
        if (retry != null) {
            retry.cancel();
        }
    }

    /** Stops everything at once. */
    void removeAll(String reason) {
        for (Replica replica : core.replicas().all()) {
            departure.remove(replica, reason);
        }
    }
}
