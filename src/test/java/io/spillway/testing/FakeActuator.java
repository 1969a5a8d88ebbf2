package io.spillway.testing;

import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunId;
import io.spillway.fleet.StartPhase;
import io.spillway.testing.FakeCluster.Running;
import io.spillway.testing.FakeCluster.Start;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An actuator over a {@link FakeCluster}; remembers what it was told. */
public final class FakeActuator implements Actuator {

    private final Scheduler scheduler;
    private final FakeCluster cluster;
    private final FleetEvents events;
    private final Capabilities capabilities;
    private final List<String> calls = new ArrayList<>();
    private @Nullable RunId run;
    private @Nullable RuntimeException startThrows;
    private boolean closed;

    public FakeActuator(Scheduler scheduler, FakeCluster cluster, FleetEvents events) {
        this(scheduler, cluster, events, new Capabilities("fake", true, true, 100));
    }

    public FakeActuator(
            Scheduler scheduler,
            FakeCluster cluster,
            FleetEvents events,
            Capabilities capabilities) {
        this.scheduler = scheduler;
        this.cluster = cluster;
        this.events = events;
        this.capabilities = capabilities;
    }

    /** {@code start a-1}, {@code stop a-1 PT5S}, {@code adopt run}, in order. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Further starts throw this. */
    public void startThrows(RuntimeException broken) {
        startThrows = broken;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public void adopt(RunId run) {
        calls.add("adopt " + run);
        this.run = run;
        for (Running replica : List.copyOf(cluster.running.values())) {
            if (replica.run.equals(run)) {
                tell(new FleetEvent.Appeared(replica.spec.id(), scheduler.nanos(), replica.spec));
                if (replica.addressed) {
                    tellAddress(replica);
                }
            }
        }
    }

    @Override
    public void start(ReplicaSpec spec) {
        calls.add("start " + spec.id());
        if (startThrows != null) {
            throw startThrows;
        }
        RunId owner = run;
        if (!capabilities.canStart()
                || owner == null
                || cluster.running.size() >= capabilities.maxReplicas()
                || cluster.find(spec.id()) != null) {
            tell(
                    new FleetEvent.Failed(
                            spec.id(), scheduler.nanos(), "refused: cannot start " + spec.id()));
            return;
        }
        var replica = new Running(spec, owner, cluster.takeStart());
        cluster.running.put(spec.id(), replica);
        tell(new FleetEvent.Reached(spec.id(), scheduler.nanos(), StartPhase.CREATE, null));
        switch (replica.start) {
            case Start.Serves(long addressNanos, long serveNanos) -> {
                replica.servesFromNanos = scheduler.nanos() + serveNanos;
                later(replica, addressNanos, () -> address(replica));
            }
            case Start.Hangs _ -> later(replica, 0, () -> address(replica));
            case Start.Fails(long afterNanos, String reason) ->
                    later(replica, afterNanos, () -> fail(replica, reason));
        }
    }

    private void address(Running replica) {
        replica.addressed = true;
        tell(new FleetEvent.Reached(replica.spec.id(), scheduler.nanos(), StartPhase.START, null));
        tellAddress(replica);
    }

    private void tellAddress(Running replica) {
        tell(
                new FleetEvent.Addressed(
                        replica.spec.id(),
                        scheduler.nanos(),
                        FakeCluster.endpoint(replica.spec),
                        1));
    }

    @Override
    public void stop(ReplicaId id, Duration grace) {
        calls.add("stop " + id + " " + grace);
        Running replica = cluster.find(id);
        if (!capabilities.canStart()) {
            tell(new FleetEvent.Failed(id, scheduler.nanos(), "refused: cannot stop " + id));
            return;
        }
        if (replica == null || replica.stopping || cluster.ignoresStops()) {
            return;
        }
        Running victim = capabilities.choosesVictim() ? replica : oldest();
        victim.stopping = true;
        ReplicaId taken = victim.spec.id();
        if (victim != replica) {
            leave(taken, "taken by the platform");
        }
        scheduler.after(
                cluster.stopNanos(),
                () -> {
                    if (cluster.running.remove(taken, victim)) {
                        tell(new FleetEvent.Stopped(taken, scheduler.nanos()));
                    }
                });
    }

    private Running oldest() {
        return cluster.running.values().iterator().next();
    }

    /** The replica dies of itself. */
    public void die(ReplicaId id, String reason) {
        Running replica = cluster.find(id);
        if (replica != null) {
            fail(replica, reason);
        }
    }

    /** Somebody else starts a replica. */
    public void appear(ReplicaSpec spec, RunId owner) {
        var replica = new Running(spec, owner, new Start.Serves(0, 0));
        replica.servesFromNanos = scheduler.nanos();
        replica.addressed = true;
        cluster.running.put(spec.id(), replica);
        tell(new FleetEvent.Appeared(spec.id(), scheduler.nanos(), spec));
        tellAddress(replica);
    }

    /** Somebody else begins to take a replica away. */
    public void leave(ReplicaId id, String reason) {
        tell(new FleetEvent.Leaving(id, scheduler.nanos(), reason));
    }

    /** Somebody else has taken a replica away. */
    public void vanish(ReplicaId id) {
        cluster.running.remove(id);
        tell(new FleetEvent.Stopped(id, scheduler.nanos()));
    }

    private void fail(Running replica, String reason) {
        if (cluster.running.remove(replica.spec.id(), replica)) {
            tell(new FleetEvent.Failed(replica.spec.id(), scheduler.nanos(), reason));
        }
    }

    /** Does it unless the replica is on its way out by then. */
    private void later(Running replica, long delayNanos, Runnable task) {
        scheduler.after(
                delayNanos,
                () -> {
                    if (cluster.find(replica.spec.id()) == replica && !replica.stopping) {
                        task.run();
                    }
                });
    }

    private void tell(FleetEvent event) {
        if (!closed) {
            events.on(event);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
