package io.spillway.actuate.cluster;

import io.spillway.actuate.cluster.ClusterException.Kind;
import io.spillway.fleet.RunId;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds and removes what runs have left in a namespace. Blocking. */
public final class ClusterCleanup {

    /** Removes a release. */
    @FunctionalInterface
    public interface Uninstaller {
        void uninstall(String release);
    }

    /**
     * Something a run has left.
     *
     * @param lease whose ledger tells of it; null when only the release's own labels do
     * @param held whether a controller of that run holds a Lease, at work or killed a moment ago;
     *     then it is not known to be left behind
     */
    public record Leftover(RunId run, Ledger what, @Nullable String lease, boolean held) {

        /** For people, and for a dry run. */
        public String describe() {
            String text =
                    switch (what) {
                        case Ledger.Release(String name) -> "uninstall release " + name;
                        case Ledger.Workload(String name, int replicas) ->
                                "give %s its %d replicas back".formatted(name, replicas);
                    };
            return "%s (run %s%s)"
                    .formatted(text, run, held ? ", whose controller holds the Lease" : "");
        }
    }

    private final Cluster cluster;
    private final Uninstaller uninstaller;
    private final SystemTime time;

    public ClusterCleanup(Cluster cluster, Uninstaller uninstaller, SystemTime time) {
        this.cluster = cluster;
        this.uninstaller = uninstaller;
        this.time = time;
    }

    /** Whether the controllers of a run live, as far as this look and those before it tell. */
    public HolderWatch.Verdict look(HolderWatch holders) {
        Instant now = time.instantOf(time.nanos());
        return holders.look(cluster.leases().list(Ownership.SELECTOR), now);
    }

    /** Everything that is left of a run, or of all of them when it is null. */
    public List<Leftover> list(@Nullable RunId only) {
        Instant now = time.instantOf(time.nanos());
        Map<String, Leftover> found = new LinkedHashMap<>();
        var alive = new TreeSet<String>();
        for (LeaseView lease : cluster.leases().list(Ownership.SELECTOR)) {
            if (lease.isHeld(now)) {
                alive.add(lease.holder().replaceFirst("/.*", ""));
            }
            for (String key : lease.annotations().keySet()) {
                RunId run = run(key, FleetLease.LEDGER);
                if (run != null) {
                    ledger(lease, run, found, lease.isHeldBy(run, now));
                }
            }
        }
        for (Cluster.ReleaseView release : releases()) {
            RunId run = run(release.labels().get(Ownership.RUN), "");
            var what = new Ledger.Release(release.name());
            if (run != null) {
                found.putIfAbsent(
                        run + " " + what.item(),
                        new Leftover(run, what, null, alive.contains(run.value())));
            }
        }
        return found.values().stream()
                .filter(leftover -> only == null || leftover.run().equals(only))
                .toList();
    }

    private static void ledger(
            LeaseView lease, RunId run, Map<String, Leftover> found, boolean held) {
        for (String item : FleetLease.items(lease, run)) {
            Ledger what = Ledger.parse(item);
            if (what != null) {
                found.put(run + " " + item, new Leftover(run, what, lease.name(), held));
            }
        }
    }

    /** Where Secrets may not be listed, the ledger alone has to do. */
    private List<Cluster.ReleaseView> releases() {
        try {
            return cluster.releases().all();
        } catch (ClusterException refused) {
            if (refused.kind() == Kind.FORBIDDEN) {
                return List.of();
            }
            throw refused;
        }
    }

    private static @Nullable RunId run(@Nullable String text, String prefix) {
        if (text == null || !text.startsWith(prefix)) {
            return null;
        }
        try {
            return new RunId(text.substring(prefix.length()));
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    /**
     * Removes them; those of a run whose controller may be at work are left alone.
     *
     * @return what could not be removed, with the reasons
     */
    public List<String> remove(List<Leftover> leftovers) {
        List<String> problems = new ArrayList<>();
        for (Leftover leftover : leftovers) {
            if (leftover.held()) {
                problems.add(
                        leftover.describe()
                                + ": end that run first; if it is dead, its Lease runs out by itself");
                continue;
            }
            try {
                undo(leftover.what());
                forget(leftover);
            } catch (ClusterException refused) {
                problems.add(leftover.describe() + ": " + refused.text());
            }
        }
        return problems;
    }

    private void undo(Ledger what) {
        switch (what) {
            case Ledger.Release(String name) -> uninstaller.uninstall(name);
            case Ledger.Workload(String name, int replicas) -> {
                try {
                    cluster.workloads().scaleTo(name, replicas);
                } catch (ClusterException refused) {
                    if (refused.kind() != Kind.NOT_FOUND) {
                        throw refused;
                    }
                }
            }
        }
    }

    private void forget(Leftover leftover) {
        String name = leftover.lease();
        if (name == null) {
            return;
        }
        var lease = FleetLease.forCleanup(cluster.leases(), name, leftover.run(), time);
        if (lease.acquire() instanceof FleetLease.Attempt.Held) {
            lease.forget(leftover.what().item());
            lease.release();
        }
    }
}
