package io.spillway.actuate.cluster;

import io.spillway.actuate.cluster.ClusterException.Kind;
import io.spillway.fleet.RunEvent;
import io.spillway.time.Cancellable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Lets an actuator act only while it alone acts on its fleet: holds the Lease, and looks for others
 * who change it. Confined to the actuator's loop.
 */
public final class FleetGuard {

    private static final Duration RETRY = Duration.ofSeconds(1);

    /** On top of the Lease's own time, for the answers of a slow server. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final PodFollower.Tools tools;
    private final FleetLease lease;
    private final Callable<List<Cluster.Competitor>> competitors;
    private final List<Consumer<Optional<String>>> waiting = new ArrayList<>();
    private final long givesUpNanos;

    @SuppressWarnings("NullableOptional") // Undecided, decided for, decided against.
    private @Nullable Optional<String> verdict;

    private @Nullable Cancellable timer;
    private boolean toldAway;

    /**
     * @param competitors a blocking look for whoever else changes the fleet
     */
    public FleetGuard(
            PodFollower.Tools tools,
            FleetLease lease,
            Callable<List<Cluster.Competitor>> competitors) {
        this.tools = tools;
        this.lease = lease;
        this.competitors = competitors;
        this.givesUpNanos =
                tools.context().time().nanos() + lease.duration().plus(MARGIN).toNanos();
    }

    public FleetLease lease() {
        return lease;
    }

    /** Calls when it is decided, with the reason against acting, if there is one. */
    public void whenDecided(Consumer<Optional<String>> action) {
        Optional<String> decided = verdict;
        if (decided == null) {
            waiting.add(action);
        } else {
            action.accept(decided);
        }
    }

    /** The reason against acting; null when there is none, or it is not decided. */
    public @Nullable String refusal() {
        Optional<String> decided = verdict;
        return decided == null ? null : decided.orElse(null);
    }

    /** Begins to find out. */
    public void begin() {
        tools.work().call("lease", lease::acquire, this::attempted, this::refused);
    }

    private void attempted(FleetLease.Attempt attempt) {
        switch (attempt) {
            case FleetLease.Attempt.Held _ -> {
                renewLater();
                tools.work().call("competitors", competitors, this::looked, this::lookRefused);
            }
            case FleetLease.Attempt.Busy(String reason, boolean retry) -> {
                if (retry && tools.context().time().nanos() < givesUpNanos) {
                    timer = tools.work().after(RETRY, this::begin);
                } else {
                    decide(Optional.of(reason));
                }
            }
        }
    }

    private void refused(ClusterException refused) {
        if (refused.kind() != Kind.AWAY) {
            decide(Optional.of(refused.text()));
            return;
        }
        if (!toldAway) {
            toldAway = true;
            tools.context().note(RunEvent.Level.WARN, "waiting for the cluster: " + refused.text());
        }
        timer = tools.work().after(RETRY, this::begin);
    }

    private void looked(List<Cluster.Competitor> found) {
        for (Cluster.Competitor competitor : found) {
            if (!competitor.fights()) {
                tools.context()
                        .note(
                                RunEvent.Level.WARN,
                                "the fleet is also changed by " + competitor.what());
            }
        }
        decide(refusal(found));
    }

    /** Why a fleet that others change too is not to be acted on; empty when none of them fights. */
    public static Optional<String> refusal(List<Cluster.Competitor> competitors) {
        List<String> fighting =
                competitors.stream()
                        .filter(Cluster.Competitor::fights)
                        .map(Cluster.Competitor::what)
                        .toList();
        return fighting.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "its replicas are set by %s; remove it for the run, or judge it with the observe actuator"
                                .formatted(String.join(" and by ", fighting)));
    }

    private void lookRefused(ClusterException refused) {
        if (refused.kind() == Kind.AWAY) {
            timer =
                    tools.work()
                            .after(
                                    RETRY,
                                    () ->
                                            tools.work()
                                                    .call(
                                                            "competitors",
                                                            competitors,
                                                            this::looked,
                                                            this::lookRefused));
        } else {
            decide(Optional.of(refused.text()));
        }
    }

    private void decide(Optional<String> decided) {
        verdict = decided;
        decided.ifPresent(
                reason ->
                        tools.context().note(RunEvent.Level.FAIL, "nothing is scaled: " + reason));
        List<Consumer<Optional<String>>> actions = List.copyOf(waiting);
        waiting.clear();
        actions.forEach(action -> action.accept(decided));
    }

    private void renewLater() {
        tools.work()
                .after(
                        lease.duration().dividedBy(3),
                        () ->
                                tools.work()
                                        .call(
                                                "lease",
                                                lease::renew,
                                                this::renewed,
                                                _ -> renewLater()));
    }

    private void renewed(boolean held) {
        if (held) {
            renewLater();
            return;
        }
        String why = "another controller took this fleet over";
        verdict = Optional.of(why);
        tools.context().note(RunEvent.Level.FAIL, why + ": nothing more is started");
    }

    /** Waits for nothing any more. */
    public void close() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
