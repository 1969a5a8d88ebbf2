package io.spillway.actuate.cluster;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A pod as the cluster last described it. Times are the cluster's own, mostly in whole seconds.
 *
 * @param phase Pending, Running, Succeeded, Failed or Unknown
 * @param reason of the phase, such as Evicted
 * @param unschedulable what the scheduler says when it finds no node
 * @param requests resource name to units (CPUs, bytes, devices), of all containers
 * @param owner its controller as {@code ReplicaSet/vllm-7d}, empty for none
 */
public record PodView(
        String name,
        String uid,
        Map<String, String> labels,
        Map<String, String> annotations,
        Map<String, Double> requests,
        String owner,
        Times times,
        Place place,
        String phase,
        @Nullable String reason,
        @Nullable String message,
        @Nullable String unschedulable,
        List<ContainerView> containers) {

    public PodView {
        containers = List.copyOf(containers);
    }

    /** When it reached what. */
    public record Times(
            Instant created,
            @Nullable Instant scheduled,
            @Nullable Instant ready,
            @Nullable Instant deleted) {}

    /** Where it is. */
    public record Place(
            @Nullable String node,
            @Nullable String podAddress,
            @Nullable String nodeAddress,
            boolean hostNetwork) {}

    /**
     * One of its containers.
     *
     * @param started when the one that runs now started
     * @param waiting why it does not run
     * @param ended how it ended, when it is not to run again
     * @param lastEnd how the one before it ended
     * @param hostPorts container port to port of the node
     * @param memoryLimit as written, empty for none
     */
    public record ContainerView(
            String name,
            boolean isInit,
            String image,
            int restarts,
            @Nullable Instant started,
            @Nullable Waiting waiting,
            @Nullable Ended ended,
            @Nullable Ended lastEnd,
            Map<Integer, Integer> hostPorts,
            String memoryLimit) {}

    /** Why a container does not run yet. */
    public record Waiting(String reason, @Nullable String message) {}

    /** How a container ended. */
    public record Ended(int exitCode, String reason, @Nullable String message, Instant at) {}

    /** The server's container: the first that is not an init container. */
    public @Nullable ContainerView main() {
        for (ContainerView container : containers) {
            if (!container.isInit) {
                return container;
            }
        }
        return null;
    }

    public boolean isDeleting() {
        return times.deleted != null;
    }

    /** It runs no more and will not run again. */
    public boolean hasEnded() {
        return phase.equals("Failed") || phase.equals("Succeeded");
    }

    public boolean isReady() {
        return times.ready != null;
    }

    /** Times its server's container was started anew. */
    public int restarts() {
        ContainerView main = main();
        return main == null ? 0 : main.restarts;
    }

    public @Nullable Instant started() {
        ContainerView main = main();
        return main == null ? null : main.started;
    }
}
