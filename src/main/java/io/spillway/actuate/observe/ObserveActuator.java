package io.spillway.actuate.observe;

import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterContext;
import io.spillway.actuate.cluster.PodFollower;
import io.spillway.actuate.cluster.PodView;
import io.spillway.actuate.cluster.Reach;
import io.spillway.actuate.cluster.Work;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Follows pods that somebody else scales: each is a replica from its creation to its end, named
 * after the pod. Starts and stops are refused.
 *
 * <p>Threads: one loop, {@code spillway-observe}, and virtual threads for calls.
 */
public final class ObserveActuator implements Actuator, Cluster.Feed, PodFollower.Owner {

    private static final int MOST = 1_000;
    private static final String REFUSAL = "refused: somebody else scales this fleet";

    /**
     * What is followed.
     *
     * @param selector a label selector
     * @param port the servers listen on
     */
    public record Settings(String selector, int port, Reach reach) {}

    private final Settings settings;
    private final PodFollower.Tools tools;
    private final PodFollower follower;
    private final Map<ReplicaId, Integer> ordinals = new LinkedHashMap<>();
    private final Map<ReplicaId, String> leaving = new LinkedHashMap<>();
    private volatile @Nullable AutoCloseable watch;
    private boolean toldNone;

    /** The cluster is the caller's to close, after this. */
    public ObserveActuator(Settings settings, Cluster cluster, ClusterContext context) {
        this.settings = settings;
        this.tools = new PodFollower.Tools(context, cluster, new Work("observe", context));
        var following = new PodFollower.Settings(settings.reach(), settings.port(), false);
        this.follower = new PodFollower(tools, following, this);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("observe", false, false, MOST);
    }

    /** Begins to follow; every pod there is appears. */
    @Override
    public void adopt(RunId run) {
        tools.work().execute(() -> follower.learnNodes(this::watch));
    }

    private void watch() {
        watch = tools.cluster().pods().follow(settings.selector(), this);
    }

    @Override
    public void start(ReplicaSpec spec) {
        refuse(spec.id());
    }

    @Override
    public void stop(ReplicaId replica, Duration grace) {
        refuse(replica);
    }

    private void refuse(ReplicaId id) {
        tools.work().execute(() -> tell(new FleetEvent.Failed(id, now(), REFUSAL)));
    }

    @Override
    public void pods(List<PodView> pods) {
        tools.work().execute(() -> seen(pods));
    }

    private void seen(List<PodView> pods) {
        if (pods.isEmpty() && !toldNone) {
            toldNone = true;
            String where = tools.cluster().namespace();
            String text = "no pod matches %s in namespace %s".formatted(settings.selector(), where);
            tools.context().note(RunEvent.Level.WARN, text);
        }
        for (ReplicaId gone : follower.update(pods)) {
            end(gone, leaving.containsKey(gone) ? null : "pod %s vanished".formatted(gone));
        }
        for (PodView pod : pods) {
            ReplicaId owner = follower.ownerOf(pod);
            if (owner == null && !pod.isDeleting() && !pod.hasEnded()) {
                appear(pod);
            } else if (owner != null) {
                follow(owner, pod);
            }
        }
    }

    private void appear(PodView pod) {
        var taken = new TreeSet<>(ordinals.values());
        int ordinal = 1;
        while (taken.contains(ordinal)) {
            ordinal++;
        }
        var id = new ReplicaId(pod.name());
        var overrides =
                new ReplicaSpec.Overrides(null, device(pod), null, null, null, null, Map.of());
        var spec = new ReplicaSpec(id, ordinal, overrides);
        ordinals.put(id, ordinal);
        tell(new FleetEvent.Appeared(id, now(), spec));
        follower.bind(spec, pod, 0);
    }

    private static @Nullable String device(PodView pod) {
        for (String resource : pod.requests().keySet()) {
            if (resource.startsWith("nvidia.com/")) {
                return resource;
            }
        }
        return null;
    }

    private void follow(ReplicaId id, PodView pod) {
        if (pod.isDeleting() && leaving.putIfAbsent(id, pod.name()) == null) {
            tell(new FleetEvent.Leaving(id, now(), "its pod is being deleted"));
        } else if (pod.hasEnded()) {
            String reason = pod.reason() == null ? pod.phase() : pod.reason();
            String message = pod.message() == null ? "" : ": " + pod.message();
            follower.release(id);
            end(id, "pod %s ended: %s%s".formatted(id, reason, message));
        }
    }

    private void end(ReplicaId id, @Nullable String failure) {
        ordinals.remove(id);
        leaving.remove(id);
        tell(
                failure == null
                        ? new FleetEvent.Stopped(id, now())
                        : new FleetEvent.Failed(id, now(), failure));
    }

    @Override
    public void away(String why) {
        String text = why + "; the pods are taken to be as they were last seen";
        tools.context().note(RunEvent.Level.WARN, text);
    }

    @Override
    public void back() {
        tools.context().note(RunEvent.Level.INFO, "the cluster answers again");
    }

    /** Told where a way to the pod cannot be found. */
    @Override
    public void doomed(ReplicaId replica, String reason, boolean served) {
        tools.context().note(RunEvent.Level.WARN, "%s: %s".formatted(replica, reason));
    }

    private void tell(FleetEvent event) {
        tools.context().events().on(event);
    }

    private long now() {
        return tools.context().time().nanos();
    }

    @Override
    public void close() {
        AutoCloseable open = watch;
        tools.work().execute(follower::close);
        tools.work().execute(tools.work()::close);
        if (open != null) {
            try {
                open.close();
            } catch (Exception alreadyBroken) {
                tools.context().note(RunEvent.Level.WARN, "a watch did not end: " + alreadyBroken);
            }
        }
    }
}
