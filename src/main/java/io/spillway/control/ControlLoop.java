package io.spillway.control;

import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunId;
import io.spillway.fleet.StartPhase;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Observes a fleet, asks the policy, and keeps the fleet at its target.
 *
 * <p>Order of a run: {@link #startInitial}, then {@link #watch} when the load starts, then {@link
 * #shutdown}. Everything happens on the thread of the scheduler, in its own time: methods may be
 * called from any thread (on the virtual clock, from its owner), hand over and return. The loop is
 * idempotent: it compares what is with what should be. A policy or actuator that throws is counted
 * and noted, and the loop goes on.
 */
public final class ControlLoop {

    private static final FleetObservation NOTHING =
            new FleetObservation(0, 0, List.of(), LoadView.IDLE);

    private final Core core;
    private final TargetRule rule;
    private final Sampler sampler;
    private final Router router;
    private final Decider decider;
    private final FleetKeeper keeper;
    private final HealthWatch healthWatch;

    private @Nullable StartListener startListener;
    private @Nullable Periodic checks;
    private @Nullable Shutdown shutdown;
    private boolean settledIn;
    private boolean toldOfFailure;

    private volatile FleetObservation observation = NOTHING;

    /**
     * @param inbox the one the actuator in {@code ports} reports to
     */
    public ControlLoop(
            Scheduler scheduler, ControlSettings settings, ControlPorts ports, FleetInbox inbox) {
        this.core = new Core(scheduler, settings, ports, new Replicas(ports.events()));
        Actuator.Capabilities can = ports.actuator().capabilities();
        this.rule = new TargetRule(settings, can.maxReplicas());
        this.sampler = new Sampler(core, this::polled);
        this.router = new Router(core, sampler);
        this.decider = new Decider(core, rule, sampler);
        this.keeper = new FleetKeeper(core, router, rule, fleetListener());
        FleetFacts facts = keeper.facts();
        this.healthWatch = new HealthWatch(core, facts::unhealthy);
        inbox.readBy(facts::on);
    }

    private FleetKeeper.Listener fleetListener() {
        return new FleetKeeper.Listener() {
            @Override
            public void changed() {
                fleetChanged();
            }

            @Override
            public ReplicaView view(Replica replica) {
                return ControlLoop.this.view(replica);
            }

            @Override
            public void cannotStart(String reason) {
                StartListener listener = startListener;
                if (listener != null && !settledIn && !toldOfFailure) {
                    toldOfFailure = true;
                    listener.failed(reason);
                }
            }

            @Override
            public void mustEnd(String reason) {
                StartListener listener = startListener;
                if (listener != null && !toldOfFailure) {
                    toldOfFailure = true;
                    listener.failed(reason);
                }
            }
        };
    }

    /**
     * Adopts what an earlier controller of this run left, and starts what is missing to the minimum
     * of replicas.
     */
    public void startInitial(RunId run, StartListener listener) {
        core.scheduler()
                .execute(
                        () -> {
                            startListener = listener;
                            adopt(run);
                            healthWatch.start(core.now());
                            long grace = core.settings().starting().adoptionGrace().toNanos();
                            core.scheduler().after(grace, this::begin);
                        });
    }

    private void adopt(RunId run) {
        // A port that throws must not stop the loop: there is then nothing adopted.
        try {
            core.ports().actuator().adopt(run);
        } catch (RuntimeException broken) {
            core.note(RunEvent.Level.WARN, "could not adopt replicas of " + run + ": " + broken);
        }
    }

    private void begin() {
        if (shutdown != null) {
            return;
        }
        int min = core.settings().size().minReplicas();
        Actuator.Capabilities can = core.ports().actuator().capabilities();
        StartListener listener = startListener;
        if (can.maxReplicas() < min && listener != null) {
            toldOfFailure = true;
            listener.failed(
                    "%s can run at most %d replicas, %d are the minimum"
                            .formatted(can.name(), can.maxReplicas(), min));
            return;
        }
        keeper.begin(min);
    }

    /**
     * Begins to poll at {@code originNanos + k · poll interval} and to check at {@code originNanos
     * + k · check interval}, the first check after one interval.
     */
    public void watch(long originNanos) {
        core.scheduler()
                .execute(
                        () -> {
                            if (shutdown != null || checks != null) {
                                return;
                            }
                            sampler.start(originNanos);
                            checks =
                                    Periodic.start(
                                            core.scheduler(),
                                            originNanos,
                                            core.settings().observing().checkInterval().toNanos(),
                                            new Periodic.Series(
                                                    1, _ -> sampler.afterPollOfNow(this::check)));
                        });
    }

    /** Asks the policy no more; goes on polling. On the control thread. */
    public void rest() {
        if (checks != null) {
            checks.stop();
        }
    }

    private void check() {
        if (shutdown != null) {
            return;
        }
        FleetObservation seen = observe();
        Decider.Outcome outcome = decider.decide(seen);
        core.ports()
                .events()
                .on(
                        new RunEvent.Checked(
                                core.now(),
                                outcome.decision(),
                                outcome.signal(),
                                seen.ready(),
                                outcome.target()));
        keeper.aim(outcome.target(), outcome.cause());
        observation = observe();
    }

    /**
     * Sets the target by hand, within minimum and maximum; cooldowns and steps do not apply. The
     * policy goes on deciding, so the next check may change it again.
     */
    public void requestScale(int replicas, String reason) {
        core.scheduler()
                .execute(
                        () -> {
                            if (!keeper.canStart()) {
                                core.note(
                                        RunEvent.Level.WARN,
                                        "cannot scale to %d replicas: somebody else scales this fleet"
                                                .formatted(replicas));
                            } else if (shutdown == null) {
                                keeper.aim(
                                        rule.clamp(replicas),
                                        StartCause.decided(core.now(), reason));
                            }
                        });
    }

    /** The balancer sent the replica its first counted request. */
    public void firstRouted(ReplicaId replica, long nanos) {
        core.scheduler().execute(() -> reached(replica, StartPhase.FIRST_ROUTED, nanos));
    }

    /** The replica's first counted request produced a token. */
    public void firstToken(ReplicaId replica, long nanos) {
        core.scheduler().execute(() -> reached(replica, StartPhase.FIRST_TOKEN, nanos));
    }

    private void reached(ReplicaId id, StartPhase phase, long nanos) {
        Replica replica = core.replicas().find(id);
        if (replica != null) {
            core.replicas().reached(replica, phase, nanos, null);
        }
    }

    /** The newest observation; any thread, never blocks. */
    public FleetObservation observation() {
        return observation;
    }

    /** How often the policy threw. */
    public int policyFailures() {
        return decider.policyFailures();
    }

    /**
     * Stops checking and polling, and, unless it is to be kept, everything the actuator runs.
     * Requests in flight are aborted, so the load should have ended. Calls back on the control
     * thread when all is gone, at the latest after {@link ControlSettings#shutdownTimeout}, with
     * what is left; a later call hears the same.
     */
    public void shutdown(boolean keep, Consumer<List<ReplicaId>> done) {
        core.scheduler()
                .execute(
                        () -> {
                            Shutdown current = shutdown;
                            if (current == null) {
                                current = new Shutdown();
                                shutdown = current;
                                shutDown(keep, current);
                            }
                            current.tell(done);
                        });
    }

    private void shutDown(boolean keep, Shutdown current) {
        rest();
        sampler.stop();
        healthWatch.stop();
        keeper.close();
        if (keep || !keeper.canStart()) {
            core.replicas().all().forEach(Replica::cancelTimers);
            current.finish(List.of());
            return;
        }
        core.scheduler()
                .after(
                        core.settings().shutdownTimeout().toNanos(),
                        () -> current.finish(leftOver()));
        keeper.removeAll("shutting down");
        fleetChanged();
    }

    private List<ReplicaId> leftOver() {
        return core.replicas().all().stream().map(Replica::id).toList();
    }

    private void fleetChanged() {
        observation = observe();
        StartListener listener = startListener;
        int min = core.settings().size().minReplicas();
        boolean enough = core.replicas().count(ReplicaState.READY) >= min;
        if (!settledIn && enough && keeper.hasBegun() && listener != null && shutdown == null) {
            settledIn = true;
            keeper.announceFollowed();
            listener.ready();
        }
        if (shutdown != null && core.replicas().isEmpty()) {
            shutdown.finish(List.of());
        }
    }

    private void polled() {
        if (shutdown == null) {
            core.ports().weights().renew();
            router.route();
            observation = observe();
        }
    }

    private FleetObservation observe() {
        List<ReplicaView> views = new ArrayList<>();
        for (Replica replica : core.replicas().all()) {
            views.add(view(replica));
        }
        return new FleetObservation(
                core.now(), keeper.target(), views, core.ports().traffic().view());
    }

    private ReplicaView view(Replica replica) {
        return new ReplicaView(
                replica.id(),
                replica.state,
                replica.sinceNanos,
                core.ports().weights().weight(replica.id()),
                core.ports().traffic().inFlight(replica.id()),
                sampler.sample(replica, core.now()));
    }
}
