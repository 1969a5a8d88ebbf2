package io.spillway.actuate.cluster;

import io.spillway.actuate.log.LogLine;
import io.spillway.actuate.log.StartLog;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.StartPhase;
import io.spillway.time.Cancellable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The life of one pod as one replica. Confined to the actuator's loop. */
final class PodStory {

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    private static final int LOG_LINES = 500;
    private static final int LAST_LINES = 3;
    private static final int LOOKS_FOR_PULL = 5;

    private final PodFollower follower;
    private final ReplicaSpec spec;
    private final long notBeforeNanos;
    private final PodRoute route;
    private final Set<StartPhase> told = EnumSet.noneOf(StartPhase.class);

    private @Nullable PodView pod;
    private @Nullable Cancellable unschedulable;
    private boolean doomed;
    private boolean served;
    private int earlierRestarts = -1;
    private boolean looking;
    private boolean mustLookAgain;
    private int looksForPull;
    private boolean loadIsOver;

    PodStory(PodFollower follower, ReplicaSpec spec, long notBeforeNanos) {
        this.follower = follower;
        this.spec = spec;
        this.notBeforeNanos = notBeforeNanos;
        this.route = new PodRoute(follower, this);
    }

    ReplicaId id() {
        return spec.id();
    }

    ReplicaSpec spec() {
        return spec;
    }

    @Nullable PodView pod() {
        return pod;
    }

    void update(PodView newest) {
        pod = newest;
        if (earlierRestarts < 0) {
            earlierRestarts = newest.restarts();
        }
        served |= newest.isReady();
        PodView.Times times = newest.times();
        reached(StartPhase.CREATE, times.created(), "pod " + newest.name());
        if (times.scheduled() != null) {
            String node = newest.place().node();
            reached(StartPhase.SCHEDULE, times.scheduled(), node == null ? null : "node " + node);
        }
        Instant started = newest.started();
        if (started != null) {
            reached(StartPhase.START, started, null);
            look();
        }
        if (!newest.isDeleting()) {
            if (started != null) {
                route.open(newest);
            }
            judge(newest);
        }
    }

    private void reached(StartPhase phase, Instant at, @Nullable String detail) {
        if (told.add(phase)) {
            long nanos = context().nanosOf(at, notBeforeNanos);
            context().events().on(new FleetEvent.Reached(id(), nanos, phase, detail));
        }
    }

    /** Looks into events and logs for what the pod itself does not say, until all is known. */
    private void look() {
        PodView seen = pod;
        boolean pulled = told.contains(StartPhase.PULL) || looksForPull >= LOOKS_FOR_PULL;
        if (looking || seen == null || (pulled && loadIsOver)) {
            mustLookAgain = looking;
            return;
        }
        looking = true;
        var pods = follower.tools().cluster().pods();
        if (!pulled) {
            looksForPull++;
            follower.tools()
                    .work()
                    .call(
                            "events-" + id(),
                            () -> pods.events("Pod", seen.name()),
                            this::pulled,
                            refused -> {
                                looksForPull = LOOKS_FOR_PULL;
                                lookLater(
                                        "events cannot be read, so the waterfall lacks pulls: ",
                                        refused);
                            });
        } else {
            follower.tools()
                    .work()
                    .call(
                            "log-" + id(),
                            () -> pods.log(seen.name(), container(seen), LOG_LINES, false),
                            lines -> loaded(seen, lines),
                            refused -> {
                                loadIsOver |= refused.kind() == ClusterException.Kind.FORBIDDEN;
                                loadIsOver |= seen.isReady();
                                lookLater(
                                        "logs cannot be read, so the waterfall lacks loads: ",
                                        refused);
                            });
        }
    }

    private void pulled(List<EventView> events) {
        for (EventView event : events) {
            if (event.reason().equals("Pulled")) {
                reached(StartPhase.PULL, event.last(), event.message());
            }
        }
        lookLater();
    }

    private void loaded(PodView seen, List<LogLine> lines) {
        StartLog log = StartLog.of(lines);
        Instant at = log.loaded();
        if (log.complete() || seen.isReady()) {
            loadIsOver = true;
            if (log.loading() != null) {
                reached(StartPhase.INIT, log.loading(), null);
            }
            if (at != null) {
                reached(StartPhase.LOAD, at, log.detail());
            }
        }
        lookLater();
    }

    private void lookLater(String what, ClusterException refused) {
        if (refused.kind() == ClusterException.Kind.FORBIDDEN) {
            follower.once(what, refused);
        }
        lookLater();
    }

    private void lookLater() {
        follower.tools()
                .work()
                .after(
                        mustLookAgain ? Duration.ofMillis(200) : LOOK_INTERVAL,
                        () -> {
                            looking = false;
                            mustLookAgain = false;
                            if (follower.follows(this)) {
                                look();
                            }
                        });
    }

    private void judge(PodView seen) {
        Trouble trouble = Trouble.of(seen, earlierRestarts);
        if (!(trouble instanceof Trouble.Unschedulable) && unschedulable != null) {
            unschedulable.cancel();
            unschedulable = null;
        }
        if (trouble == null || doomed || !follower.settings().condemns()) {
            return;
        }
        switch (trouble) {
            case Trouble.Unschedulable _ -> {
                if (unschedulable == null) {
                    unschedulable =
                            follower.tools()
                                    .work()
                                    .after(context().patience().node(), this::stillUnschedulable);
                }
            }
            case Trouble.Crashed crashed -> crashed(seen, crashed);
            case Trouble.NoImage _, Trouble.CannotRun _, Trouble.EndedByCluster _ ->
                    doom(named(seen) + trouble.reason());
        }
    }

    private static String named(PodView seen) {
        String node = seen.place().node();
        return node == null
                ? "pod %s: ".formatted(seen.name())
                : "pod %s on node %s: ".formatted(seen.name(), node);
    }

    private void stillUnschedulable() {
        PodView seen = pod;
        String why = seen == null ? null : seen.unschedulable();
        if (seen == null || why == null || doomed || !follower.follows(this)) {
            return;
        }
        doomed = true;
        var nodes = follower.tools().cluster().nodes();
        String text = named(seen) + "no node has room: " + why;
        follower.tools()
                .work()
                .call(
                        "nodes-" + id(),
                        () -> new Capacity(nodes.all(), nodes.claims()).shortage(seen.requests()),
                        shortage -> tell(shortage.isEmpty() ? text : text + " (" + shortage + ")"),
                        _ -> tell(text));
    }

    private void crashed(PodView seen, Trouble.Crashed crashed) {
        doomed = true;
        String text = named(seen) + crashed.reason();
        var pods = follower.tools().cluster().pods();
        follower.tools()
                .work()
                .call(
                        "log-" + id(),
                        () ->
                                pods.log(
                                        seen.name(),
                                        crashed.container(),
                                        LOG_LINES,
                                        crashed.previous()),
                        lines ->
                                tell(
                                        text
                                                + "; its log ends with: "
                                                + Trouble.tail(lines, LAST_LINES)),
                        _ -> tell(text));
    }

    void doom(String reason) {
        if (!doomed) {
            doomed = true;
            tell(reason);
        }
    }

    private void tell(String reason) {
        if (follower.follows(this)) {
            follower.owner().doomed(id(), reason, served);
        }
    }

    private static String container(PodView seen) {
        PodView.ContainerView main = seen.main();
        return main == null ? "" : main.name();
    }

    private ClusterContext context() {
        return follower.tools().context();
    }

    void close() {
        route.close();
        if (unschedulable != null) {
            unschedulable.cancel();
        }
    }
}
