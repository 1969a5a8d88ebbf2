package io.spillway.control;

import io.spillway.fleet.FleetEvent;
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
    }

    /** How long the streams of a replica that died may take to break by themselves. */
    private static final long BREAK_NANOS = 5_000_000_000L;

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

    int target() {
        return target;
    }

    boolean hasBegun() {
        return begun;
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
        cause.detectedNanos()
                .ifPresent(at -> reached(replica, StartPhase.DETECT, at, cause.reason()));
        cause.decidedNanos()
                .ifPresent(at -> reached(replica, StartPhase.DECIDE, at, cause.reason()));
        startUp.begin(replica);
    }

    private void reached(Replica replica, StartPhase phase, long atNanos, @Nullable String detail) {
        core.replicas().reached(replica, phase, atNanos, detail);
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

    private void startFailed(Replica replica, String reason) {
        core.note(RunEvent.Level.WARN, "start of %s failed: %s".formatted(replica, reason));
        if (closing || !canStart) {
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

    /** A ready replica that no longer answers: replaced, or asked until it serves again. */
    void unhealthy(Replica replica, String why) {
        core.note(RunEvent.Level.WARN, replica + " is " + why);
        if (canStart) {
            replace(replica, "is " + why);
            departure.remove(replica, why);
        } else {
            core.replicas().move(replica, ReplicaState.STARTING, why, core.now());
            router.route();
            startUp.probe(replica);
        }
        reconcile();
    }

    /** Takes a fact from the actuator. */
    void on(FleetEvent event) {
        Replica known = core.replicas().find(event.replica());
        if (event instanceof FleetEvent.Appeared(var _, var _, ReplicaSpec spec)) {
            if (known == null) {
                appeared(spec);
            }
            return;
        }
        if (known == null) {
            return;
        }
        switch (event) {
            case FleetEvent.Appeared _ -> {}
            case FleetEvent.Reached reached -> phase(known, reached);
            case FleetEvent.Addressed addressed -> addressed(known, addressed);
            case FleetEvent.Leaving(var _, var _, String reason) -> leaving(known, reason);
            case FleetEvent.Stopped _ -> ended(known, "stopped");
            case FleetEvent.Failed(var _, var _, String reason) -> ended(known, reason);
        }
    }

    private void appeared(ReplicaSpec spec) {
        String reason = canStart ? "adopted" : "appeared";
        var replica = new Replica(spec, StartCause.initial(reason), core.now());
        core.replicas().add(replica, reason);
        if (closing) {
            departure.remove(replica, "shutting down");
        } else if (canStart) {
            startUp.limitTime(replica);
        }
        follow("%s %s".formatted(replica, reason));
        reconcile();
    }

    /** The target follows what exists: what was adopted stays, and so does what others scale. */
    private void follow(String reason) {
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

    private void phase(Replica replica, FleetEvent.Reached event) {
        switch (event.phase()) {
            case CREATE, SCHEDULE, PULL, START, LOAD ->
                    reached(replica, event.phase(), event.atNanos(), event.detail());
            // Known better here: the loop itself decides, probes and routes.
            case DETECT, DECIDE, READY, FIRST_ROUTED, FIRST_TOKEN -> {}
        }
    }

    private void addressed(Replica replica, FleetEvent.Addressed event) {
        if (replica.endpoint == null) {
            var overrides = replica.spec.overrides();
            core.ports()
                    .weights()
                    .arrived(
                            replica.id(),
                            overrides.weight(),
                            overrides.gpuResource(),
                            event.capacityPrior());
        }
        startUp.addressed(replica, event.endpoint());
        if (replica.state == ReplicaState.READY) {
            router.route();
        }
    }

    private void leaving(Replica replica, String reason) {
        switch (replica.state) {
            case STARTING, READY -> {
                departure.drain(replica, "leaving: " + reason);
                if (canStart) {
                    replace(replica, "is leaving");
                } else {
                    follow(replica + " is leaving: " + reason);
                }
                reconcile();
            }
            case DRAINING, GONE -> {}
        }
    }

    private void ended(Replica replica, String reason) {
        ReplicaState was = replica.state;
        boolean starting = was == ReplicaState.STARTING;
        String text = starting ? "start failed: " + reason : reason;
        core.replicas().move(replica, ReplicaState.GONE, text, core.now());
        core.ports().weights().left(replica.id());
        switch (was) {
            case STARTING -> startFailed(replica, reason);
            case READY -> died(replica, reason);
            case DRAINING, GONE -> abortRemains(replica);
        }
        if (!canStart) {
            follow(replica + " is gone: " + reason);
        }
        reconcile();
    }

    private void died(Replica replica, String reason) {
        router.route();
        abortRemains(replica);
        if (canStart) {
            core.note(RunEvent.Level.WARN, replica + " died: " + reason);
            replace(replica, "died");
        }
    }

    private void replace(Replica replica, String why) {
        causes.addFirst(
                StartCause.decided(core.now(), "replaces %s, which %s".formatted(replica, why)));
    }

    /** Streams of a replica that is no more break by themselves; those that hang are aborted. */
    private void abortRemains(Replica replica) {
        if (core.ports().traffic().inFlight(replica.id()) == 0) {
            return;
        }
        core.scheduler()
                .after(
                        BREAK_NANOS,
                        () -> {
                            Replica successor = core.replicas().find(replica.id());
                            if (successor == null || successor.state == ReplicaState.STARTING) {
                                core.ports().traffic().abort(replica.id());
                            }
                        });
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
