package io.spillway.actuate.kubernetes;

import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.Ownership;
import io.spillway.actuate.cluster.PodFollower;
import io.spillway.actuate.cluster.PodView;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is done to single pods of a workload. None of it is needed for the fleet to work, so what is
 * refused is told once at most. Confined to the actuator's loop.
 */
final class PodChores {

    private final PodFollower.Tools tools;
    private boolean toldUnmarked;

    PodChores(PodFollower.Tools tools) {
        this.tools = tools;
    }

    /** Marks it as this replica's, so that a successor knows it by its name. */
    void mark(PodView pod, ReplicaId replica) {
        var labels = new TreeMap<String, @Nullable String>();
        labels.put(Ownership.RUN, tools.context().run().value());
        labels.put(Ownership.REPLICA, replica.value());
        Cluster.Pods all = tools.cluster().pods();
        tools.work()
                .call(
                        "label-" + replica,
                        () -> done(pod, () -> all.mark(pod.name(), labels, Map.of())),
                        _ -> {},
                        this::unmarked);
    }

    private void unmarked(ClusterException refused) {
        if (!toldUnmarked) {
            toldUnmarked = true;
            tools.context()
                    .note(
                            RunEvent.Level.WARN,
                            refused.text() + "; a successor will not know its name");
        }
    }

    /** It is not to go first any more. */
    void spare(PodView pod) {
        Cluster cluster = tools.cluster();
        quietly("spare-", pod, () -> Ownership.spareVictim(cluster, pod.name()));
    }

    /** The pod may take as long as it was told when it was made; we know how long it needs. */
    void hurry(PodView pod, Duration grace) {
        Cluster.Pods all = tools.cluster().pods();
        quietly("hurry-", pod, () -> all.delete(pod.name(), grace));
    }

    /** A pod that ended stays as an object, and would count as a leftover. */
    void remove(PodView pod) {
        Cluster.Pods all = tools.cluster().pods();
        quietly("remove-", pod, () -> all.delete(pod.name(), Duration.ZERO));
    }

    private void quietly(String what, PodView pod, Runnable chore) {
        tools.work().call(what + pod.name(), () -> done(pod, chore), _ -> {}, _ -> {});
    }

    private static PodView done(PodView pod, Runnable chore) {
        chore.run();
        return pod;
    }
}
