package io.spillway.actuate.cluster;

import io.spillway.fleet.RunId;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Keeps two controllers from acting on one fleet, and remembers what each run has to undo, so that
 * a controller that was killed can be cleaned up after. One Lease object per fleet; each run's
 * ledger is an annotation of it.
 *
 * <p>Blocking; thread-safe.
 */
public final class FleetLease {

    static final String LEDGER = "run.spillway.io/";
    private static final int TRIES = 5;

    /** The Lease of a workload's fleet. */
    public static String nameFor(String workload) {
        return "spillway-" + workload.replaceAll("[^a-z0-9-]", "-");
    }

    /** The Lease of a fleet of releases. */
    public static String nameForReleases(String prefix) {
        return nameFor("helm-" + prefix);
    }

    /** The result of trying to get it. */
    public sealed interface Attempt {
        /** It is held. */
        record Held() implements Attempt {}

        /**
         * Somebody else holds it.
         *
         * @param retry whether to try again: it is an earlier controller of the same run, which may
         *     be dead
         */
        record Busy(String reason, boolean retry) implements Attempt {}
    }

    private final Cluster.Leases leases;
    private final String name;
    private final RunId run;
    private final SystemTime time;
    private final String holder;
    private final Duration duration;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean held;

    /**
     * @param name of the Lease object; the same for every controller of the fleet
     * @param controller tells controllers of one run apart
     */
    public FleetLease(
            Cluster.Leases leases, String name, String controller, ClusterContext context) {
        this(
                leases,
                name,
                new Holder(context.run(), controller),
                context.time(),
                context.patience().lease());
    }

    private FleetLease(
            Cluster.Leases leases, String name, Holder holder, SystemTime time, Duration duration) {
        this.leases = leases;
        this.name = name;
        this.run = holder.run;
        this.time = time;
        this.holder = holder.toString();
        this.duration = duration;
    }

    /** Of somebody who only tidies up. */
    static FleetLease forCleanup(Cluster.Leases leases, String name, RunId run, SystemTime time) {
        return new FleetLease(
                leases, name, new Holder(run, "cleanup"), time, Patience.DEFAULT.lease());
    }

    private record Holder(RunId run, String controller) {
        @Override
        public String toString() {
            return run + "/" + controller;
        }
    }

    /** How long it is held without a renewal. */
    Duration duration() {
        return duration;
    }

    /** Takes it when it is free, expired or held already. */
    public Attempt acquire() {
        lock.lock();
        try {
            for (int attempt = 0; attempt < TRIES; attempt++) {
                Optional<LeaseView> found = leases.find(name);
                if (found.isPresent()
                        && found.get().isHeld(now())
                        && !found.get().holder().equals(holder)) {
                    return busy(found.get());
                }
                if (write(found.orElse(null), holder, _ -> {})) {
                    held = true;
                    return new Attempt.Held();
                }
            }
            return new Attempt.Busy("others write the Lease %s all the time".formatted(name), true);
        } finally {
            lock.unlock();
        }
    }

    /** Why another run's controller keeps this one from acting; empty when none does. */
    public Optional<String> heldByAnotherRun() {
        return leases.find(name)
                .filter(lease -> lease.isHeld(now()))
                .map(this::busy)
                .filter(busy -> !busy.retry())
                .map(Attempt.Busy::reason);
    }

    private Attempt.Busy busy(LeaseView other) {
        int slash = other.holder().indexOf('/');
        String otherRun = slash < 0 ? other.holder() : other.holder().substring(0, slash);
        return new Attempt.Busy(
                "the controller of run %s acts on this fleet (Lease %s, holder %s); end it, or wait %d s if it is dead"
                        .formatted(otherRun, name, other.holder(), other.durationSeconds()),
                otherRun.equals(run.value()));
    }

    /** Says that this controller lives; false when somebody else has taken over. */
    public boolean renew() {
        return update(_ -> {});
    }

    /** Notes something to undo, before it is done. */
    public void remember(String item) {
        update(items -> items.add(item));
    }

    /** It is undone. */
    public void forget(String item) {
        update(items -> items.remove(item));
    }

    /** What this run has to undo. */
    public SortedSet<String> items() {
        return leases.find(name).map(lease -> items(lease, run)).orElseGet(TreeSet::new);
    }

    private boolean update(Consumer<SortedSet<String>> change) {
        lock.lock();
        try {
            for (int attempt = 0; attempt < TRIES && held; attempt++) {
                Optional<LeaseView> found = leases.find(name);
                if (found.isPresent() && !found.get().holder().equals(holder)) {
                    held = false;
                    return false;
                }
                if (write(found.orElse(null), holder, change)) {
                    return true;
                }
            }
            return held;
        } finally {
            lock.unlock();
        }
    }

    /** Lets go. The object goes too when no run has anything to undo. */
    public void release() {
        lock.lock();
        try {
            for (int attempt = 0; attempt < TRIES && held; attempt++) {
                LeaseView found = leases.find(name).orElse(null);
                if (found == null || !found.holder().equals(holder)) {
                    held = false;
                } else if (found.annotations().keySet().stream()
                        .noneMatch(key -> key.startsWith(LEDGER))) {
                    leases.delete(name);
                    held = false;
                } else if (write(found, "", _ -> {})) {
                    held = false;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** False when somebody else was faster. */
    private boolean write(
            @Nullable LeaseView base, String newHolder, Consumer<SortedSet<String>> change) {
        var annotations = new TreeMap<String, String>();
        var items = new TreeSet<String>();
        if (base != null) {
            annotations.putAll(base.annotations());
            items.addAll(items(base, run));
        }
        change.accept(items);
        if (items.isEmpty()) {
            annotations.remove(LEDGER + run);
        } else {
            annotations.put(LEDGER + run, String.join(",", items));
        }
        try {
            leases.write(
                    new LeaseView(
                            name,
                            base == null ? null : base.version(),
                            newHolder,
                            now(),
                            (int) duration.toSeconds(),
                            Ownership.labels(run),
                            annotations));
            return true;
        } catch (ClusterException e) {
            if (e.kind() == ClusterException.Kind.CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    private Instant now() {
        return time.instantOf(time.nanos());
    }

    static SortedSet<String> items(LeaseView lease, RunId run) {
        var items = new TreeSet<String>();
        String text = lease.annotations().get(LEDGER + run);
        if (text != null && !text.isEmpty()) {
            items.addAll(Arrays.asList(text.split(",")));
        }
        return items;
    }
}
