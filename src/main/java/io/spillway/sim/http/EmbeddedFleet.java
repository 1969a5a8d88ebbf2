package io.spillway.sim.http;

import io.spillway.fleet.Actuator;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunId;
import io.spillway.fleet.StartPhase;
import io.spillway.load.http.EventLoopScheduler;
import io.spillway.sim.EngineProfile;
import io.spillway.sim.StartupModel.Milestone;
import io.spillway.sim.cluster.Faults;
import io.spillway.time.Cancellable;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A live fleet inside this process: every replica is a look-alike server on a port of its own, and
 * takes its seeded time to start. Its address is known at once; connections are refused until it is
 * ready.
 *
 * <p>Threading: public methods may be called from any thread and never block, but for {@link
 * #close}; events are delivered from one of the fleet's loops, in order. A replica lives on one
 * loop, and several may share it.
 */
public final class EmbeddedFleet implements Actuator {

    private static final long CLOSE_SECONDS = 3;

    private final Settings settings;
    private final SystemTime time;
    private final FleetEvents events;
    private final EventLoops loops;
    private final EventLoopScheduler control;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What is there, by name. Confined to the control loop, as is every replica's state. */
    private final Map<ReplicaId, Replica> replicas = new LinkedHashMap<>();

    /**
     * A fleet.
     *
     * @param server what all replicas have in common; the port is ignored
     * @param basePort of the first replica, the others follow by ordinal; 0 for any free ports
     * @param maxReplicas the most there can be at once
     * @param threads event loops to share
     * @param faults what goes wrong with replicas; those of metrics are for whoever polls them
     */
    public record Settings(
            SimulateSettings server, int basePort, int maxReplicas, int threads, Faults faults) {
        /** Nothing goes wrong. */
        public Settings(SimulateSettings server, int basePort, int maxReplicas, int threads) {
            this(server, basePort, maxReplicas, threads, Faults.NONE);
        }

        public Settings {
            if (basePort < 0 || maxReplicas < 1 || threads < 1) {
                throw new IllegalArgumentException(
                        "base port, replicas and threads are too small: %d, %d, %d"
                                .formatted(basePort, maxReplicas, threads));
            }
        }
    }

    public EmbeddedFleet(Settings settings, SystemTime time, FleetEvents events) {
        this.settings = settings;
        this.time = time;
        this.events = events;
        this.loops = new EventLoops(settings.threads());
        this.control = new EventLoopScheduler(loops.next(), time);
        control.sharpenTimers();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("simulated", true, true, settings.maxReplicas());
    }

    /** Nothing outlives the process that it ran in. */
    @Override
    public void adopt(RunId run) {}

    @Override
    public void start(ReplicaSpec spec) {
        control.execute(() -> begin(spec));
    }

    @Override
    public void stop(ReplicaId id, Duration grace) {
        control.execute(
                () -> {
                    Replica replica = replicas.get(id);
                    if (replica != null) {
                        replica.stop(grace);
                    }
                });
    }

    private void begin(ReplicaSpec spec) {
        if (replicas.containsKey(spec.id())) {
            return;
        }
        if (replicas.size() >= settings.maxReplicas()) {
            fail(spec.id(), "there are already " + replicas.size() + " replicas");
            return;
        }
        try {
            SimulateSettings server = serverFor(spec);
            var port = PortReservation.of(server.host(), server.port());
            Replica replica = new Replica(spec, server, port);
            replicas.put(spec.id(), replica);
            replica.begin();
        } catch (IOException | IllegalArgumentException e) {
            fail(spec.id(), String.valueOf(e.getMessage()));
        }
    }

    private SimulateSettings serverFor(ReplicaSpec spec) {
        SimulateSettings server = settings.server();
        String profile = spec.overrides().profile();
        if (profile != null) {
            server = server.withEngine(engineFor(profile));
        }
        Integer port = spec.overrides().port();
        int byOrdinal = settings.basePort() == 0 ? 0 : settings.basePort() + spec.ordinal() - 1;
        return server.withPort(port == null ? byOrdinal : port)
                .withSeed(server.seed() + spec.ordinal());
    }

    private EngineSpec engineFor(String profile) {
        return switch (settings.server().engine()) {
            case EngineSpec.Modelled common ->
                    new EngineSpec.Modelled(EngineProfile.named(profile), common.tuning());
            case EngineSpec.Fixed _ -> EngineSpec.Modelled.named(profile);
        };
    }

    private void fail(ReplicaId id, String reason) {
        events.on(new FleetEvent.Failed(id, time.nanos(), reason));
    }

    /** Ends every replica and the threads. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<Void> all = new CompletableFuture<>();
        control.execute(
                () -> {
                    List<CompletableFuture<Void>> stops = new ArrayList<>();
                    replicas.values().forEach(replica -> stops.add(replica.abandon()));
                    replicas.clear();
                    var together = CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new));
                    var _ = together.whenComplete((_, _) -> all.complete(null));
                });
        // A server that does not answer is cut off with its thread.
        all.completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS).join();
        loops.close();
    }

    /** One replica, from its reservation of a port to its end. Confined to the control loop. */
    private final class Replica {
        private final ReplicaSpec spec;
        private final SimulateSettings settingsOfServer;
        private final PortReservation port;
        private final List<Cancellable> timers = new ArrayList<>();
        private @Nullable HttpServer server;
        private boolean stopping;

        Replica(ReplicaSpec spec, SimulateSettings server, PortReservation port) {
            this.spec = spec;
            this.settingsOfServer = server;
            this.port = port;
        }

        void begin() {
            long begin = time.nanos();
            Faults faults = settings.faults();
            boolean never = faults.neverReady(spec.ordinal());
            double factor = faults.startFactor(spec.ordinal());
            for (Milestone milestone : settingsOfServer.startup().milestones(spec.ordinal())) {
                if (milestone.phase() == StartPhase.READY && never) {
                    continue;
                }
                long at = begin + milestone.slowed(factor).afterNanos();
                timers.add(control.at(at, () -> reached(milestone.phase(), at)));
            }
            long death = faults.deathNanos(spec.ordinal(), begin);
            if (death != Long.MAX_VALUE) {
                timers.add(control.at(death, this::die));
            }
        }

        private void die() {
            if (!stopping && replicas.remove(spec.id()) != null) {
                var _ = abandon();
                fail(spec.id(), "the process died");
            }
        }

        private void reached(StartPhase phase, long atNanos) {
            // Whether it serves is for the health probe to say.
            if (phase == StartPhase.READY) {
                listen();
                return;
            }
            events.on(new FleetEvent.Reached(spec.id(), atNanos, phase, null));
            if (phase == StartPhase.CREATE) {
                Double weight = spec.overrides().weight();
                double prior = weight == null ? settingsOfServer.engine().capacityPrior() : weight;
                Endpoint endpoint =
                        Endpoint.http(spec.id(), settingsOfServer.host(), port.address().getPort());
                events.on(new FleetEvent.Addressed(spec.id(), atNanos, endpoint, prior));
            }
        }

        private void listen() {
            EventLoopScheduler scheduler = new EventLoopScheduler(loops.next(), time);
            scheduler.sharpenTimers();
            try {
                port.share();
                SendLog log = new SendLog(settingsOfServer.http().log().inMemory(), null);
                HttpServer fresh = new HttpServer(scheduler, time, settingsOfServer, log);
                server = fresh;
                var _ =
                        fresh.listen(port.address())
                                .whenComplete(
                                        (_, failure) -> control.execute(() -> listening(failure)));
            } catch (IOException e) {
                listening(e);
            }
        }

        private void listening(@Nullable Throwable failure) {
            release();
            if (failure != null && !stopping && replicas.remove(spec.id()) != null) {
                fail(spec.id(), "it cannot listen: " + failure.getMessage());
            }
        }

        void stop(Duration grace) {
            timers.forEach(Cancellable::cancel);
            HttpServer running = server;
            if (running == null) {
                stopped();
                return;
            }
            CompletableFuture<Void> end = running.stop(grace);
            if (!stopping) {
                stopping = true;
                var _ = end.whenComplete((_, _) -> control.execute(this::stopped));
            }
        }

        private void stopped() {
            release();
            replicas.remove(spec.id());
            events.on(new FleetEvent.Stopped(spec.id(), time.nanos()));
        }

        CompletableFuture<Void> abandon() {
            stopping = true;
            timers.forEach(Cancellable::cancel);
            release();
            HttpServer running = server;
            return running == null
                    ? CompletableFuture.completedFuture(null)
                    : running.stop(Duration.ZERO).copy();
        }

        private void release() {
            try {
                port.close();
            } catch (IOException e) {
                fail(spec.id(), "its port cannot be released: " + e.getMessage());
            }
        }
    }
}
