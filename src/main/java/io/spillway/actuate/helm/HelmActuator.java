package io.spillway.actuate.helm;

import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterContext;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.FleetGuard;
import io.spillway.actuate.cluster.FleetLease;
import io.spillway.actuate.cluster.Ledger;
import io.spillway.actuate.cluster.Ownership;
import io.spillway.actuate.cluster.PodFollower;
import io.spillway.actuate.cluster.Work;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Replicas as Helm releases {@code <prefix>-<n>}, one each, installed without Helm's own wait: the
 * pods are followed, and readiness is for the health probe to find out. The chart's pods must carry
 * the label {@code app.kubernetes.io/instance}.
 *
 * <p>Secrets among the values are handed over in memory; neither they nor the cluster's credentials
 * are in a command line, an event, a note or an exception.
 */
public final class HelmActuator implements Actuator {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final HelmSettings settings;
    private final PodFollower.Tools tools;
    private final FleetGuard guard;
    private final Installer installer;
    private final ReleaseFleet fleet;
    private final Deque<Runnable> queued = new ArrayDeque<>();
    private boolean opened;
    private boolean toldAway;
    private @Nullable String refusal;
    private @Nullable AutoCloseable watch;

    /** The cluster is the caller's to close, after this. */
    public HelmActuator(HelmSettings settings, Cluster cluster, ClusterContext plainContext) {
        this.settings = settings;
        var redaction = new Redaction(settings.chartValues().secrets().values());
        ClusterContext context = redacted(plainContext, redaction);
        this.tools = new PodFollower.Tools(context, cluster, new Work("helm", context));
        String controller =
                "%d-%d"
                        .formatted(
                                ProcessHandle.current().pid(),
                                context.time().startedAt().toEpochMilli());
        var lease =
                new FleetLease(
                        cluster.leases(),
                        FleetLease.nameForReleases(settings.releasePrefix()),
                        controller,
                        context);
        var engine = new HelmEngine(cluster.kubeconfig(), cluster.namespace(), redaction);
        this.guard = new FleetGuard(tools, lease, List::of);
        this.installer = new Installer(tools, settings, engine, lease);
        this.fleet = new ReleaseFleet(tools, settings, installer);
    }

    private static ClusterContext redacted(ClusterContext context, Redaction redaction) {
        return new ClusterContext(
                context.run(),
                event -> context.events().on(redacted(event, redaction)),
                note ->
                        context.notes()
                                .accept(
                                        new RunEvent.Note(
                                                note.atNanos(),
                                                note.level(),
                                                redaction.of(note.text()))),
                context.time(),
                context.patience());
    }

    private static FleetEvent redacted(FleetEvent event, Redaction redaction) {
        return switch (event) {
            case FleetEvent.Failed(var id, long at, String reason) ->
                    new FleetEvent.Failed(id, at, redaction.of(reason));
            case FleetEvent.Reached(var id, long at, var phase, String detail) ->
                    new FleetEvent.Reached(
                            id, at, phase, detail == null ? null : redaction.of(detail));
            case FleetEvent.Leaving(var id, long at, String reason) ->
                    new FleetEvent.Leaving(id, at, redaction.of(reason));
            case FleetEvent.Appeared _, FleetEvent.Addressed _, FleetEvent.Stopped _ -> event;
        };
    }

    /**
     * What starting a replica would install, as YAML; needs no cluster. Values of secrets are not
     * in it.
     *
     * @throws ClusterException when the chart cannot be rendered
     */
    public static String manifest(HelmSettings settings, ReplicaSpec spec, String namespace) {
        var redaction = new Redaction(settings.chartValues().secrets().values());
        var order =
                new HelmEngine.Order(
                        settings.chart(),
                        settings.releasePrefix() + "-" + spec.ordinal(),
                        ReleaseValues.of(settings, spec),
                        settings.chartValues().secrets());
        return new HelmEngine("", namespace, redaction).template(order);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("helm", true, true, settings.maxReplicas());
    }

    @Override
    public void adopt(RunId run) {
        tools.work()
                .execute(
                        () -> {
                            if (!run.equals(tools.context().run())) {
                                refusal = "this controller acts for run " + tools.context().run();
                                open();
                                return;
                            }
                            guard.whenDecided(this::decided);
                            guard.begin();
                        });
    }

    private void decided(Optional<String> verdict) {
        if (verdict.isPresent()) {
            open();
        } else {
            load();
        }
    }

    private void load() {
        tools.work().call("releases", this::leftByThisRun, this::found, this::notFound);
    }

    private List<String> leftByThisRun() {
        var remembered = new TreeSet<String>();
        for (String item : guard.lease().items()) {
            if (Ledger.parse(item) instanceof Ledger.Release(String name)) {
                remembered.add(name);
            }
        }
        return tools.cluster().releases().all().stream()
                .filter(
                        release ->
                                remembered.contains(release.name())
                                        || tools.context()
                                                .run()
                                                .value()
                                                .equals(release.labels().get(Ownership.RUN)))
                .map(Cluster.ReleaseView::name)
                .toList();
    }

    private void found(List<String> releases) {
        fleet.begin(
                releases,
                () -> {
                    watch = tools.cluster().pods().follow(ReleaseFleet.SELECTOR, fleet);
                    open();
                });
    }

    private void notFound(ClusterException refused) {
        if (refused.kind() == ClusterException.Kind.AWAY) {
            if (!toldAway) {
                toldAway = true;
                tools.context().note(RunEvent.Level.WARN, "waiting for it: " + refused.text());
            }
            tools.work().after(RETRY, this::load);
        } else {
            refusal = refused.text();
            tools.context().note(RunEvent.Level.FAIL, refused.text());
            open();
        }
    }

    private void open() {
        opened = true;
        while (!queued.isEmpty()) {
            queued.removeFirst().run();
        }
    }

    private void whenOpen(Runnable action) {
        if (opened) {
            action.run();
        } else {
            queued.add(action);
        }
    }

    @Override
    public void start(ReplicaSpec spec) {
        tools.work().execute(() -> whenOpen(() -> startUnlessRefused(spec)));
    }

    private void startUnlessRefused(ReplicaSpec spec) {
        String why = refusal != null ? refusal : guard.refusal();
        if (why == null) {
            fleet.start(spec);
        } else {
            fleet.fail(spec.id(), "nothing is installed: " + why);
        }
    }

    @Override
    public void stop(ReplicaId replica, Duration grace) {
        tools.work().execute(() -> whenOpen(() -> fleet.stop(replica, grace)));
    }

    @Override
    public void close() {
        if (tools.work().isClosed()) {
            return;
        }
        var ended = new CompletableFuture<Void>();
        tools.work()
                .execute(
                        () -> {
                            guard.close();
                            fleet.close();
                            installer.close();
                            ended.complete(null);
                        });
        try {
            ended.get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            var released = new CompletableFuture<Void>();
            Thread.ofVirtual().name("spillway-helm-close").start(() -> release(released));
            released.get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            tools.context()
                    .note(RunEvent.Level.WARN, "the cluster did not answer while this was closed");
        } finally {
            tools.work().close();
        }
    }

    private void release(CompletableFuture<Void> released) {
        try {
            AutoCloseable open = watch;
            if (open != null) {
                open.close();
            }
            guard.lease().release();
        } catch (Exception refused) {
            tools.context().note(RunEvent.Level.WARN, "the Lease was not let go: " + refused);
        } finally {
            released.complete(null);
        }
    }
}
