package io.spillway.actuate.cluster;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Follows the pods of replicas: their phases from the cluster's own timestamps, their address, what
 * is wrong with them. Confined to the actuator's loop.
 */
public final class PodFollower {

    /** Whose replicas they are. */
    public interface Owner {
        /**
         * Waiting for it is in vain. Told once per bound pod.
         *
         * @param served whether it had been ready before
         */
        void doomed(ReplicaId replica, String reason, boolean served);
    }

    /**
     * How pods are reached and judged.
     *
     * @param port the server listens on
     * @param condemns whether trouble is told to the owner; not where somebody else scales
     */
    public record Settings(Reach reach, int port, boolean condemns) {}

    /** What it works with. */
    public record Tools(ClusterContext context, Cluster cluster, Work work) {}

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Tools tools;
    private final Settings settings;
    private final Owner owner;
    private final Map<ReplicaId, PodStory> stories = new LinkedHashMap<>();
    private final TreeSet<String> told = new TreeSet<>();
    private Map<String, Map<String, String>> nodeLabels = Map.of();

    public PodFollower(Tools tools, Settings settings, Owner owner) {
        this.tools = tools;
        this.settings = settings;
        this.owner = owner;
    }

    Tools tools() {
        return tools;
    }

    Settings settings() {
        return settings;
    }

    Owner owner() {
        return owner;
    }

    /**
     * Reads the labels of the nodes, for weights. Without them nothing is known of weights, so no
     * pod is to be followed before: some would weigh what others do not.
     *
     * @param then when they are known, or cannot be had
     */
    public void learnNodes(Runnable then) {
        tools.work()
                .call(
                        "nodes",
                        tools.cluster().nodes()::all,
                        nodes -> {
                            var labels = new LinkedHashMap<String, Map<String, String>>();
                            nodes.forEach(node -> labels.put(node.name(), node.labels()));
                            nodeLabels = labels;
                            then.run();
                        },
                        refused -> {
                            if (refused.kind() == ClusterException.Kind.AWAY) {
                                tools.work().after(RETRY, () -> learnNodes(then));
                                return;
                            }
                            once("nodes cannot be read, so weights come from names: ", refused);
                            then.run();
                        });
    }

    /** The share of a GPU that a pod has, as its node's labels tell. */
    double prior(PodView pod) {
        String node = pod.place().node();
        Map<String, String> labels = node == null ? null : nodeLabels.get(node);
        for (String resource : pod.requests().keySet()) {
            if (labels != null && Capacity.isDevice(resource)) {
                return CapacityPrior.of(resource, labels);
            }
        }
        return CapacityPrior.UNKNOWN;
    }

    /**
     * Follows this pod as this replica from here on; times before the given one are not its own.
     */
    public void bind(ReplicaSpec spec, PodView pod, long notBeforeNanos) {
        release(spec.id());
        var story = new PodStory(this, spec, notBeforeNanos);
        stories.put(spec.id(), story);
        story.update(pod);
    }

    /** The pod a replica is bound to, as it was last seen. */
    public @Nullable PodView pod(ReplicaId replica) {
        PodStory story = stories.get(replica);
        return story == null ? null : story.pod();
    }

    /** Whose pod it is; null when it is nobody's. */
    public @Nullable ReplicaId ownerOf(PodView pod) {
        for (PodStory story : stories.values()) {
            PodView known = story.pod();
            if (known != null && known.uid().equals(pod.uid())) {
                return story.id();
            }
        }
        return null;
    }

    /**
     * Takes the newest description of all pods.
     *
     * @return the replicas whose pod is gone; they are followed no more
     */
    public List<ReplicaId> update(List<PodView> pods) {
        var byUid = new LinkedHashMap<String, PodView>();
        pods.forEach(pod -> byUid.put(pod.uid(), pod));
        List<ReplicaId> gone = new ArrayList<>();
        for (PodStory story : List.copyOf(stories.values())) {
            PodView known = story.pod();
            PodView newest = known == null ? null : byUid.get(known.uid());
            if (newest != null) {
                story.update(newest);
            } else {
                release(story.id());
                gone.add(story.id());
            }
        }
        return gone;
    }

    /** Follows it no more. */
    public void release(ReplicaId replica) {
        PodStory story = stories.remove(replica);
        if (story != null) {
            story.close();
        }
    }

    boolean follows(PodStory story) {
        return stories.get(story.id()) == story;
    }

    /** Says what cannot be had, once each. */
    void once(String what, ClusterException refused) {
        if (told.add(what)) {
            tools.context().note(RunEvent.Level.WARN, what + refused.text());
        }
    }

    /** Closes every way to a pod. */
    public void close() {
        for (ReplicaId id : List.copyOf(stories.keySet())) {
            release(id);
        }
    }
}
