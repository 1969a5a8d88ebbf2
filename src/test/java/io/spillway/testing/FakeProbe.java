package io.spillway.testing;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.HealthProbe;
import io.spillway.fleet.ReplicaId;
import io.spillway.time.Scheduler;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Answers as the {@link FakeCluster} is, at once; or not at all. */
public final class FakeProbe implements HealthProbe {

    private final Scheduler scheduler;
    private final FakeCluster cluster;
    private final Set<ReplicaId> silent = new LinkedHashSet<>();

    public FakeProbe(Scheduler scheduler, FakeCluster cluster) {
        this.scheduler = scheduler;
        this.cluster = cluster;
    }

    /** Probes of this replica are never answered. */
    public void silence(ReplicaId id) {
        silent.add(id);
    }

    @Override
    public void probe(Endpoint endpoint, long deadlineNanos, Consumer<Health> sink) {
        if (silent.contains(endpoint.replica())) {
            return;
        }
        boolean serves = cluster.serves(endpoint.replica(), scheduler.nanos());
        Health health = serves ? new Health.Serving() : new Health.NotServing("HTTP 503");
        scheduler.execute(() -> sink.accept(health));
    }
}
