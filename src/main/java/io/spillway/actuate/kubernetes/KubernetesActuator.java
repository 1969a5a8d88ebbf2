package io.spillway.actuate.kubernetes;

import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterContext;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.FleetGuard;
import io.spillway.actuate.cluster.FleetLease;
import io.spillway.actuate.cluster.Ledger;
import io.spillway.actuate.cluster.PodFollower;
import io.spillway.actuate.cluster.Preflight;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Replicas as pods of a workload that is scaled through its scale subresource. Pods that exist
 * before the run are its first replicas; when the run has let go of all of them, {@link #close}
 * gives the workload the number of replicas back that it had.
 *
 * <p>Which pod goes is a wish: the pod's deletion cost asks for it, and a workload that takes
 * another is followed. Threads: one loop, {@code spillway-kubernetes}, and virtual threads for
 * calls; every call of the port returns at once, except {@link #close}, which takes a few seconds
 * at most.
 */
public final class KubernetesActuator implements Actuator {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KubernetesSettings settings;
    private final PodFollower.Tools tools;
    private final WorkloadFleet fleet;
    private final FleetGuard guard;
    private @Nullable AutoCloseable watch;
    private Ledger.@Nullable Workload before;
    private final Deque<Runnable> queued = new ArrayDeque<>();
    private boolean opened;
    private boolean toldAway;
    private @Nullable String refusal;

    /** The cluster is the caller's to close, after this. */
    public KubernetesActuator(
            KubernetesSettings settings, Cluster cluster, ClusterContext context) {
        this.settings = settings;
        this.tools = new PodFollower.Tools(context, cluster, new Work("kubernetes", context));
        this.fleet = new WorkloadFleet(tools, settings);
        String controller =
                "%d-%d"
                        .formatted(
                                ProcessHandle.current().pid(),
                                context.time().startedAt().toEpochMilli());
        var lease =
                new FleetLease(
                        cluster.leases(),
                        FleetLease.nameFor(settings.workload()),
                        controller,
                        context);
        this.guard =
                new FleetGuard(
                        tools, lease, () -> cluster.workloads().competitors(settings.workload()));
    }

    /**
     * What it has to be allowed.
     *
     * @throws IllegalArgumentException when the workload's kind is not known
     */
    public static List<Cluster.Permission> permissions(KubernetesSettings settings) {
        String workload = settings.workload();
        int slash = workload.indexOf('/');
        var kind = WorkloadKind.of(workload.substring(0, slash));
        return Preflight.toScale(kind.group(), kind.plural(), workload.substring(slash + 1));
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("kubernetes", true, false, settings.maxReplicas());
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

    private void decided(Optional<String> refusal) {
        if (refusal.isPresent()) {
            open();
        } else {
            load();
        }
    }

    /** What is known of the workload before it is touched. */
    private record Found(
            Cluster.Scale scale, Map<String, Double> requests, Ledger.Workload before) {}

    private void load() {
        tools.work().call("workload", this::find, this::found, this::notFound);
    }

    private Found find() {
        var workloads = tools.cluster().workloads();
        Cluster.Scale scale = workloads.scale(settings.workload());
        Ledger.Workload remembered = null;
        for (String item : guard.lease().items()) {
            if (Ledger.parse(item) instanceof Ledger.Workload workload) {
                remembered = workload;
            }
        }
        if (remembered == null) {
            remembered = new Ledger.Workload(settings.workload(), scale.replicas());
            guard.lease().remember(remembered.item());
        }
        return new Found(scale, workloads.requests(settings.workload()), remembered);
    }

    private void found(Found found) {
        before = found.before();
        String selector = found.scale().selector();
        if (selector.isEmpty()) {
            refuseAll(settings.workload() + " does not say which pods are its own");
            return;
        }
        fleet.whenBegun(this::open);
        fleet.begin(
                found.scale().replicas(),
                found.requests(),
                () -> watch = tools.cluster().pods().follow(selector, fleet));
    }

    private void notFound(ClusterException refused) {
        if (refused.kind() == ClusterException.Kind.AWAY) {
            if (!toldAway) {
                toldAway = true;
                tools.context().note(RunEvent.Level.WARN, "waiting for it: " + refused.text());
            }
            tools.work().after(RETRY, this::load);
        } else {
            refuseAll(refused.text());
        }
    }

    private void refuseAll(String reason) {
        tools.context().note(RunEvent.Level.FAIL, reason);
        refusal = reason;
        open();
    }

    /** From here on actions are done, or refused. */
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
            long now = tools.context().time().nanos();
            String reason = "%s is not scaled: %s".formatted(settings.workload(), why);
            tools.context().events().on(new FleetEvent.Failed(spec.id(), now, reason));
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
        var letGo = new CompletableFuture<Boolean>();
        tools.work()
                .execute(
                        () -> {
                            guard.close();
                            fleet.close();
                            letGo.complete(fleet.isEmpty());
                        });
        try {
            boolean empty = letGo.get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            closeWatch();
            var end = new CompletableFuture<Void>();
            Thread.ofVirtual()
                    .name("spillway-kubernetes-close")
                    .start(
                            () -> {
                                undo(empty);
                                end.complete(null);
                            });
            end.get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            tools.context()
                    .note(RunEvent.Level.WARN, "the cluster did not answer while this was closed");
        } finally {
            tools.work().close();
        }
    }

    private void closeWatch() {
        AutoCloseable open = watch;
        if (open != null) {
            try {
                open.close();
            } catch (Exception alreadyBroken) {
                tools.context().note(RunEvent.Level.WARN, "a watch did not end: " + alreadyBroken);
            }
        }
    }

    /** Gives back the replicas there were, when the run let go of all; then the Lease. */
    private void undo(boolean empty) {
        try {
            Ledger.Workload restored = before;
            if (empty && restored != null) {
                if (fleet.replicasAskedFor() != restored.replicas()) {
                    tools.cluster().workloads().scaleTo(restored.name(), restored.replicas());
                }
                guard.lease().forget(restored.item());
            }
            guard.lease().release();
        } catch (ClusterException refused) {
            tools.context()
                    .note(
                            RunEvent.Level.WARN,
                            "%s was not given back its replicas: %s"
                                    .formatted(settings.workload(), refused.text()));
        }
    }
}
