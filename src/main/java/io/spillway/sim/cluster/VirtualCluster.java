package io.spillway.sim.cluster;

import io.spillway.fleet.Actuator;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.HealthProbe;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaMetrics;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunId;
import io.spillway.load.GapSink;
import io.spillway.load.InferenceRequest;
import io.spillway.load.RequestTransport;
import io.spillway.load.ResponseListener;
import io.spillway.sim.EngineLimits;
import io.spillway.sim.EngineProfile;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The virtual world: replicas with vLLM's engine that can be started, stopped, probed, scraped and
 * sent requests, all on one {@link Scheduler}.
 *
 * <p>Tokens after a request's first are not delivered one by one: their gaps go to the {@link
 * GapSink} per engine step, and their number to {@link ResponseListener#texts} before the end.
 * {@code READY} is not among the phases it reports; the health probe finds that out. The same calls
 * at the same times give the same run.
 */
public final class VirtualCluster
        implements RequestTransport, ReplicaMetrics, HealthProbe, Actuator {

    private final Scheduler scheduler;
    private final ClusterSpec spec;
    private final FleetEvents events;
    private final GapSink gaps;
    private final long latencyNanos;
    private final Map<ReplicaId, VirtualReplica> replicas = new LinkedHashMap<>();
    private final MetricFaults metricFaults;

    /**
     * @param events hears what becomes of replicas, from tasks of the scheduler
     * @param gaps takes the gaps between tokens of counted, streamed requests
     */
    public VirtualCluster(Scheduler scheduler, ClusterSpec spec, FleetEvents events, GapSink gaps) {
        this.scheduler = scheduler;
        this.spec = spec;
        this.events = events;
        this.gaps = gaps;
        this.latencyNanos = spec.latency().toNanos();
        this.metricFaults = new MetricFaults(spec.faults());
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("simulated", true, true, spec.maxReplicas());
    }

    /** There is never anything to take over. */
    @Override
    public void adopt(RunId run) {}

    /** Starts a replica, unless one of that name exists. */
    @Override
    public void start(ReplicaSpec replica) {
        if (replicas.containsKey(replica.id())) {
            return;
        }
        if (replicas.size() >= spec.maxReplicas()) {
            refuse(replica, "all %d replicas exist".formatted(spec.maxReplicas()));
            return;
        }
        EngineProfile profile;
        EngineLimits limits;
        try {
            String named = replica.overrides().profile();
            profile = named == null ? spec.profile() : EngineProfile.named(named);
            limits = spec.tuning().on(profile);
        } catch (IllegalArgumentException unusable) {
            refuse(replica, String.valueOf(unusable.getMessage()));
            return;
        }
        var world = new VirtualReplica.World(scheduler, this::onEvent, gaps);
        var created = new VirtualReplica(world, replica, profile, limits);
        replicas.put(replica.id(), created);
        created.start(spec.startup().milestones(replica.ordinal()), spec.faults());
    }

    private void refuse(ReplicaSpec replica, String reason) {
        scheduler.execute(
                () -> events.on(new FleetEvent.Failed(replica.id(), scheduler.nanos(), reason)));
    }

    private void onEvent(FleetEvent event) {
        switch (event) {
            case FleetEvent.Stopped stopped -> forget(stopped.replica());
            case FleetEvent.Failed failed -> forget(failed.replica());
            case FleetEvent.Appeared _,
                    FleetEvent.Reached _,
                    FleetEvent.Addressed _,
                    FleetEvent.Leaving _ -> {}
        }
        events.on(event);
    }

    private void forget(ReplicaId id) {
        replicas.remove(id);
        metricFaults.forget(id);
    }

    @Override
    public void stop(ReplicaId id, Duration grace) {
        VirtualReplica replica = replicas.get(id);
        if (replica != null) {
            replica.stop(grace.toNanos());
        }
    }

    /** Nothing to release: replicas live until they are stopped. */
    @Override
    public void close() {}

    @Override
    public Call send(Endpoint endpoint, InferenceRequest request, ResponseListener listener) {
        var call = new VirtualCall(scheduler, latencyNanos, request, listener);
        ReplicaId id = endpoint.replica();
        scheduler.execute(call::depart);
        Cancellable _ = scheduler.after(latencyNanos, () -> call.arrive(replicas.get(id)));
        return call;
    }

    @Override
    public void probe(Endpoint endpoint, long deadlineNanos, Consumer<Health> sink) {
        long answered = scheduler.nanos() + 2 * latencyNanos;
        Cancellable _ =
                scheduler.at(
                        Math.min(answered, deadlineNanos),
                        () ->
                                sink.accept(
                                        answered > deadlineNanos
                                                ? new Health.NotServing("no answer in time")
                                                : health(endpoint.replica())));
    }

    private Health health(ReplicaId id) {
        VirtualReplica replica = replicas.get(id);
        return replica != null && replica.serves()
                ? new Health.Serving()
                : new Health.NotServing("connection refused");
    }

    @Override
    public void poll(List<Endpoint> endpoints, long deadlineNanos, Consumer<ReplicaSample> sink) {
        List<Endpoint> asked = List.copyOf(endpoints);
        long answered = scheduler.nanos() + 2 * latencyNanos;
        Cancellable _ =
                scheduler.at(
                        Math.min(answered, deadlineNanos),
                        () -> {
                            boolean late = answered > deadlineNanos;
                            for (Endpoint endpoint : asked) {
                                scrape(endpoint.replica(), late, deadlineNanos, sink);
                            }
                        });
    }

    private void scrape(
            ReplicaId id, boolean late, long deadlineNanos, Consumer<ReplicaSample> sink) {
        long now = scheduler.nanos();
        VirtualReplica replica = replicas.get(id);
        if (replica == null || !replica.answers()) {
            sink.accept(ReplicaSample.missing(id, now, "connection refused"));
            return;
        }
        ReplicaSample sample = late ? null : sampleOf(replica, now);
        if (sample != null) {
            sink.accept(sample);
            return;
        }
        Cancellable _ =
                scheduler.at(
                        deadlineNanos,
                        () ->
                                sink.accept(
                                        ReplicaSample.missing(
                                                id, scheduler.nanos(), "no answer in time")));
    }

    /** What its metrics route says now, null when it does not answer. */
    private @Nullable ReplicaSample sampleOf(VirtualReplica replica, long now) {
        ReplicaSample truth = ReplicaSample.fresh(replica.id(), now, replica.read());
        return metricFaults.said(truth, replica.ordinal(), now);
    }
}
