package io.spillway.control;

import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.StartPhase;

/** What the loop does about facts it did not bring about: the actuator's, and failing health. */
final class FleetFacts {

    /** How replicas come and go. */
    record Steps(StartUp startUp, Departure departure) {}

    /** How long the streams of a replica that died may take to break by themselves. */
    private static final long BREAK_NANOS = 5_000_000_000L;

    private final Core core;
    private final Router router;
    private final FleetKeeper keeper;
    private final Steps steps;

    FleetFacts(Core core, Router router, FleetKeeper keeper, Steps steps) {
        this.core = core;
        this.router = router;
        this.keeper = keeper;
        this.steps = steps;
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
        String reason = keeper.canStart() ? "adopted" : "appeared";
        var replica = new Replica(spec, StartCause.initial(reason), core.now());
        core.replicas().add(replica, reason);
        if (keeper.isClosing()) {
            steps.departure.remove(replica, "shutting down");
        } else if (keeper.canStart()) {
            steps.startUp.limitTime(replica);
        }
        keeper.follow("%s %s".formatted(replica, reason));
        keeper.reconcile();
    }

    private void phase(Replica replica, FleetEvent.Reached event) {
        switch (event.phase()) {
            case CREATE, SCHEDULE, PULL, START, INIT, LOAD ->
                    core.replicas()
                            .reached(replica, event.phase(), event.atNanos(), event.detail());
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
        steps.startUp.addressed(replica, event.endpoint());
        if (replica.state == ReplicaState.READY) {
            router.route();
        }
    }

    private void leaving(Replica replica, String reason) {
        switch (replica.state) {
            case STARTING, READY -> {
                boolean instead = takenInsteadOfAnother(replica);
                steps.departure.drain(replica, "leaving: " + reason);
                if (instead) {
                    replica.stopping = true;
                } else if (keeper.canStart()) {
                    keeper.replace(replica, "is leaving");
                } else {
                    keeper.follow(replica + " is leaving: " + reason);
                }
                keeper.reconcile();
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
            case STARTING -> keeper.startFailed(replica, reason);
            case READY -> died(replica, reason);
            case DRAINING, GONE -> abortRemains(replica);
        }
        if (!keeper.canStart()) {
            keeper.follow(replica + " is gone: " + reason);
        }
        keeper.reconcile();
    }

    private void died(Replica replica, String reason) {
        boolean instead = takenInsteadOfAnother(replica);
        router.route();
        abortRemains(replica);
        if (!instead && keeper.canStart()) {
            core.note(RunEvent.Level.WARN, replica + " died: " + reason);
            keeper.replace(replica, "died");
        }
    }

    /**
     * An actuator that cannot choose may take another replica than the one it was told to stop.
     * That one then serves on, and nothing is to be replaced.
     */
    private boolean takenInsteadOfAnother(Replica taken) {
        if (core.ports().actuator().capabilities().choosesVictim() || keeper.isClosing()) {
            return false;
        }
        for (Replica told : core.replicas().in(ReplicaState.DRAINING)) {
            if (told.stopping && told.phases.contains(StartPhase.READY)) {
                told.stopping = false;
                String why = "serves on: %s was taken instead".formatted(taken);
                core.replicas().move(told, ReplicaState.READY, why, core.now());
                return true;
            }
        }
        return false;
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

    /** A ready replica that no longer answers: replaced, or asked until it serves again. */
    void unhealthy(Replica replica, String why) {
        core.note(RunEvent.Level.WARN, replica + " is " + why);
        if (keeper.canStart()) {
            keeper.replace(replica, "is " + why);
            steps.departure.remove(replica, why);
        } else {
            core.replicas().move(replica, ReplicaState.STARTING, why, core.now());
            router.route();
            steps.startUp.probe(replica);
        }
        keeper.reconcile();
    }
}
