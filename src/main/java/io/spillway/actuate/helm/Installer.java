package io.spillway.actuate.helm;

import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterContext;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.ClusterException.Kind;
import io.spillway.actuate.cluster.FleetLease;
import io.spillway.actuate.cluster.Ledger;
import io.spillway.actuate.cluster.Ownership;
import io.spillway.actuate.cluster.PodFollower;
import io.spillway.fleet.RunEvent;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Installs and uninstalls on threads of Helm's own; answers come on the actuator's loop. What an
 * installation that failed has left is removed.
 */
final class Installer {

    private static final int THREADS = 4;

    private final PodFollower.Tools tools;
    private final HelmSettings settings;
    private final HelmEngine engine;
    private final FleetLease lease;
    private final ExecutorService threads;

    Installer(PodFollower.Tools tools, HelmSettings settings, HelmEngine engine, FleetLease lease) {
        this.tools = tools;
        this.settings = settings;
        this.engine = engine;
        this.lease = lease;
        var count = new AtomicInteger();
        this.threads =
                Executors.newFixedThreadPool(
                        THREADS,
                        task ->
                                Thread.ofPlatform()
                                        .daemon()
                                        .name("spillway-helm-engine-" + count.incrementAndGet())
                                        .unstarted(task));
    }

    void install(
            String release,
            Map<String, Object> values,
            Runnable then,
            Consumer<ClusterException> otherwise) {
        threads.execute(
                tools.work()
                        .answering(
                                "install-" + release,
                                () -> {
                                    install(release, values);
                                    return release;
                                },
                                _ -> then.run(),
                                otherwise));
    }

    private void install(String release, Map<String, Object> values) {
        ClusterContext context = tools.context();
        refuseForeign(release);
        String item = new Ledger.Release(release).item();
        lease.remember(item);
        var order =
                new HelmEngine.Order(
                        settings.chart(), release, values, settings.chartValues().secrets());
        try {
            engine.install(order, "by spillway, run " + context.run());
        } catch (ClusterException refused) {
            if (refused.kind() != Kind.CONFLICT) {
                removeRemains(release);
            }
            lease.forget(item);
            throw refused;
        }
        try {
            tools.cluster().releases().label(release, Ownership.labels(context.run()));
        } catch (ClusterException refused) {
            // It is in the ledger all the same.
            context.note(RunEvent.Level.WARN, refused.text());
        }
    }

    /** A release of this run that is not one of the fleet's is what a failed removal left. */
    private void refuseForeign(String release) {
        for (Cluster.ReleaseView existing : tools.cluster().releases().all()) {
            if (!existing.name().equals(release)) {
                continue;
            }
            String run = existing.labels().get(Ownership.RUN);
            if (tools.context().run().value().equals(run)) {
                engine.uninstall(release);
                return;
            }
            String text =
                    run == null
                            ? "the name is taken by a release that Spillway did not install; choose another release_prefix"
                            : "the name is taken by run %s; remove what it left with: spillway cleanup --run %s"
                                    .formatted(run, run);
            throw new ClusterException(Kind.CONFLICT, text);
        }
    }

    private void removeRemains(String release) {
        try {
            engine.uninstall(release);
        } catch (ClusterException refused) {
            tools.context()
                    .note(
                            RunEvent.Level.WARN,
                            "what is left of release %s cannot be removed: %s"
                                    .formatted(release, refused.text()));
        }
    }

    void uninstall(String release, Runnable then, Consumer<ClusterException> otherwise) {
        threads.execute(
                tools.work()
                        .answering(
                                "uninstall-" + release,
                                () -> {
                                    engine.uninstall(release);
                                    lease.forget(new Ledger.Release(release).item());
                                    return release;
                                },
                                _ -> then.run(),
                                otherwise));
    }

    void close() {
        threads.shutdown();
    }
}
