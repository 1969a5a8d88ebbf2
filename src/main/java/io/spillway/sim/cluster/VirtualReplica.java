package io.spillway.sim.cluster;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.StartPhase;
import io.spillway.load.GapSink;
import io.spillway.sim.BulkHandle;
import io.spillway.sim.BulkListener;
import io.spillway.sim.EngineLimits;
import io.spillway.sim.EngineProfile;
import io.spillway.sim.EngineRunner;
import io.spillway.sim.InferenceEngine.Submission;
import io.spillway.sim.StartupModel.Milestone;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One replica: it starts, serves, drains, and is gone. */
final class VirtualReplica {
    private enum State {
        STARTING,
        SERVING,
        DRAINING,
        GONE
    }

    /** What it has to do with the world around it. */
    record World(Scheduler scheduler, FleetEvents events, GapSink gaps) {}

    private final World world;
    private final ReplicaSpec spec;
    private final EngineProfile profile;
    private final EngineLimits limits;
    private final EngineRunner engine;
    private final ReplicaReadout readout = new ReplicaReadout();
    private final List<Cancellable> timers = new ArrayList<>();
    private @Nullable Cancellable fate;
    private State state = State.STARTING;
    private int active;

    VirtualReplica(World world, ReplicaSpec spec, EngineProfile profile, EngineLimits limits) {
        this.world = world;
        this.spec = spec;
        this.profile = profile;
        this.limits = limits;
        this.engine =
                new EngineRunner(
                        world.scheduler(),
                        profile,
                        limits,
                        new EngineRunner.Taps(readout, world.gaps()));
    }

    ReplicaId id() {
        return spec.id();
    }

    int ordinal() {
        return spec.ordinal();
    }

    int maxModelLen() {
        return limits.maxModelLen();
    }

    /** Whether it takes connections. */
    boolean serves() {
        return state == State.SERVING;
    }

    /** Whether its server answers scrapes: also while it drains. */
    boolean answers() {
        return state == State.SERVING || state == State.DRAINING;
    }

    Map<String, Double> read() {
        return readout.read(engine.stats());
    }

    /** Begins the way through its phases; the last one, being ready, only if it ever is. */
    void start(List<Milestone> milestones, Faults faults) {
        long now = world.scheduler().nanos();
        boolean never = faults.neverReady(ordinal());
        double factor = faults.startFactor(ordinal());
        for (Milestone milestone : milestones) {
            if (milestone.phase() == StartPhase.READY && never) {
                continue;
            }
            long at = now + milestone.slowed(factor).afterNanos();
            timers.add(world.scheduler().at(at, () -> reach(milestone.phase())));
        }
        long death = faults.deathNanos(ordinal(), now);
        if (death != Long.MAX_VALUE) {
            fate = world.scheduler().at(death, () -> die("the process died"));
        }
    }

    private void reach(StartPhase phase) {
        long now = world.scheduler().nanos();
        if (phase == StartPhase.READY) {
            // Whether it serves is for the health probe to find out.
            state = State.SERVING;
            return;
        }
        world.events().on(new FleetEvent.Reached(id(), now, phase, null));
        if (phase == StartPhase.START) {
            var endpoint = new Endpoint(id(), URI.create("sim://" + id()));
            double prior = profile.capacityPrior();
            world.events().on(new FleetEvent.Addressed(id(), now, endpoint, prior));
        }
    }

    /** Hands a request to the engine. */
    BulkHandle submit(Submission submission, BulkListener listener) {
        active++;
        return engine.submit(submission, listener);
    }

    /** A request that was submitted has ended. */
    void left() {
        active--;
        if (state == State.DRAINING && active == 0) {
            world.scheduler().execute(this::stopped);
        }
    }

    /** Takes no more requests, and ends when those it has are done, or the grace is over. */
    void stop(long graceNanos) {
        if (state == State.DRAINING || state == State.GONE) {
            return;
        }
        state = State.DRAINING;
        cancelTimers();
        Scheduler scheduler = world.scheduler();
        if (active == 0) {
            scheduler.execute(this::stopped);
        } else {
            long deadline = scheduler.nanos() + Math.max(0, graceNanos);
            timers.add(scheduler.at(deadline, this::stopped));
        }
    }

    private void stopped() {
        if (state != State.GONE) {
            leave();
            world.events().on(new FleetEvent.Stopped(id(), world.scheduler().nanos()));
        }
    }

    private void die(String reason) {
        if (state != State.GONE) {
            leave();
            world.events().on(new FleetEvent.Failed(id(), world.scheduler().nanos(), reason));
        }
    }

    private void leave() {
        state = State.GONE;
        cancelTimers();
        if (fate != null) {
            fate.cancel();
        }
        engine.close();
    }

    private void cancelTimers() {
        timers.forEach(Cancellable::cancel);
        timers.clear();
    }
}
