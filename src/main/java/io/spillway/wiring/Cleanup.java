package io.spillway.wiring;

import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterCleanup;
import io.spillway.actuate.cluster.ClusterCleanup.Leftover;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.HolderWatch;
import io.spillway.actuate.cluster.HolderWatch.Verdict;
import io.spillway.actuate.helm.HelmUninstaller;
import io.spillway.actuate.kubernetes.ClusterAccess;
import io.spillway.actuate.kubernetes.KubernetesCluster;
import io.spillway.actuate.process.ProcessActuator;
import io.spillway.actuate.process.ProcessLedger;
import io.spillway.fleet.RunId;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds and removes what runs left behind: local processes, and releases and replicas on the
 * clusters they acted on. Every line is a sentence for people. Blocking.
 */
public final class Cleanup {

    private static final Duration GRACE = Duration.ofSeconds(5);

    /** A controller that lives renews its Lease every few seconds. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private final ClusterPlaces places = new ClusterPlaces(StateFolder.clusters());
    private final @Nullable Where where;
    private final List<String> lines = new ArrayList<>();
    private boolean complete = true;

    /**
     * A place on a cluster to look at, beside those that are remembered on this machine.
     *
     * @param namespace null for the context's own
     * @param kubeconfig null for the environment's
     * @param context null for the current one
     */
    public record Where(
            @Nullable String namespace, @Nullable Path kubeconfig, @Nullable String context) {}

    /**
     * What was found or done.
     *
     * @param complete whether every place could be looked at, and everything be removed
     */
    public record Outcome(List<String> lines, boolean complete) {
        public Outcome {
            lines = List.copyOf(lines);
        }
    }

    private Cleanup(@Nullable Where where) {
        this.where = where;
    }

    /** What is there, one line each; empty when nothing is. */
    public static Outcome list(@Nullable Where where) {
        var cleanup = new Cleanup(where);
        cleanup.listProcesses();
        for (ClusterAccess place : cleanup.clusters(null)) {
            cleanup.at(
                    place,
                    (cluster, ours) ->
                            ours.list(null).stream()
                                    .map(left -> cluster + ": " + left.describe())
                                    .forEach(cleanup.lines::add));
        }
        return cleanup.outcome();
    }

    /**
     * Ends a run's processes, and removes what it left on clusters. A controller that was killed a
     * moment ago still holds its Lease: this waits until the Lease runs out.
     *
     * @param progress told what is waited for, and for how long; null when nothing is waited for
     */
    public static Outcome remove(
            RunId run, @Nullable Where where, @Nullable Consumer<String> progress)
            throws InterruptedException {
        var cleanup = new Cleanup(where);
        cleanup.endProcesses(run);
        for (ClusterAccess place : cleanup.clusters(run)) {
            cleanup.at(
                    place,
                    (cluster, ours) -> {
                        if (progress != null) {
                            awaitDeath(run, ours, text -> progress.accept(cluster + ": " + text));
                        }
                        cleanup.remove(run, cluster, ours);
                    });
        }
        if (cleanup.complete) {
            cleanup.places.forget(run);
        }
        return cleanup.outcome();
    }

    private Outcome outcome() {
        return new Outcome(lines, complete);
    }

    private void listProcesses() {
        var ledger = new ProcessLedger(StateFolder.processes());
        for (RunId run : ledger.runs()) {
            for (ProcessLedger.Entry entry : ledger.entries(run)) {
                String alive = ProcessActuator.isRunning(entry) ? "runs" : "has ended";
                lines.add(
                        "run %s: process %s, pid %d on port %d, %s"
                                .formatted(run, entry.replica(), entry.pid(), entry.port(), alive));
            }
        }
    }

    private void endProcesses(RunId run) throws InterruptedException {
        var ledger = new ProcessLedger(StateFolder.processes());
        for (ProcessLedger.Entry entry : ledger.entries(run)) {
            boolean ended = ProcessActuator.end(entry, GRACE);
            if (ended) {
                ledger.remove(run, entry.replica());
            }
            complete &= ended;
            lines.add(
                    "%s process %s, pid %d on port %d"
                            .formatted(
                                    ended ? "Stopped" : "Could not stop",
                                    entry.replica(),
                                    entry.pid(),
                                    entry.port()));
        }
    }

    /** Where to look: for one run, or for all when it is null. */
    private Set<ClusterAccess> clusters(@Nullable RunId run) {
        Map<RunId, ClusterAccess> known = places.all();
        var found = new LinkedHashSet<ClusterAccess>();
        known.forEach(
                (whose, place) -> {
                    if (run == null || run.equals(whose)) {
                        found.add(place);
                    }
                });
        if (where != null) {
            found.add(new ClusterAccess(where.namespace, where.kubeconfig, where.context));
        }
        return found;
    }

    /** What is done at one place. */
    private interface Task<X extends Exception> {
        void on(String place, ClusterCleanup cleanup) throws X;
    }

    private <X extends Exception> void at(ClusterAccess place, Task<X> task) throws X {
        try (Cluster cluster = KubernetesCluster.open(place)) {
            task.on(
                    "namespace " + cluster.namespace(),
                    new ClusterCleanup(cluster, new HelmUninstaller(cluster), SystemTime.start()));
        } catch (ClusterException refused) {
            complete = false;
            String name = place.namespace() == null ? "" : " of namespace " + place.namespace();
            lines.add("The cluster%s cannot be looked at: %s".formatted(name, refused.text()));
        }
    }

    /** Returns when the run's controllers are known to be dead, or at work. */
    private static void awaitDeath(RunId run, ClusterCleanup cleanup, Consumer<String> progress)
            throws InterruptedException {
        var holders = new HolderWatch(run);
        boolean told = false;
        while (cleanup.look(holders) instanceof Verdict.NotKnown(String lease, Duration left)) {
            if (!told) {
                told = true;
                progress.accept(
                        "the controller of run %s holds the Lease %s; if it is dead, that runs out in %d s; waiting"
                                .formatted(run, lease, left.plusMillis(999).toSeconds()));
            }
            Thread.sleep(left.compareTo(LOOK_INTERVAL) < 0 ? left.plusMillis(1) : LOOK_INTERVAL);
        }
    }

    private void remove(RunId run, String place, ClusterCleanup cleanup) {
        List<Leftover> leftovers = cleanup.list(run);
        List<String> problems = cleanup.remove(leftovers);
        for (Leftover leftover : leftovers) {
            String text = leftover.describe();
            String problem =
                    problems.stream().filter(p -> p.startsWith(text)).findFirst().orElse(null);
            lines.add(
                    problem == null
                            ? "%s: done: %s".formatted(place, text)
                            : "%s: could not %s".formatted(place, problem));
        }
        complete &= problems.isEmpty();
    }
}
