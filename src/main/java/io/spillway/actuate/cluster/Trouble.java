package io.spillway.actuate.cluster;

import io.spillway.actuate.cluster.PodView.ContainerView;
import io.spillway.actuate.cluster.PodView.Ended;
import io.spillway.actuate.log.LogLine;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/** What is wrong with a pod, so that waiting for it is in vain. Pure. */
sealed interface Trouble {

    /** The reason, in words. */
    String reason();

    /** No node has room for it. That may pass, so it counts only after a while. */
    record Unschedulable(String reason) implements Trouble {}

    /** Its image cannot be had. */
    record NoImage(String reason) implements Trouble {}

    /**
     * Its server ended.
     *
     * @param previous whether the log of the life before the present one tells of it
     */
    record Crashed(String reason, String container, boolean previous) implements Trouble {}

    /** The cluster ended it: evicted, preempted, rejected by its node. */
    record EndedByCluster(String reason) implements Trouble {}

    /** A container cannot be made, such as for a missing Secret. */
    record CannotRun(String reason) implements Trouble {}

    Set<String> IMAGE_REASONS =
            Set.of(
                    "ImagePullBackOff",
                    "InvalidImageName",
                    "ErrImageNeverPull",
                    "ImageInspectError");
    Set<String> CONFIG_REASONS =
            Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

    /**
     * The trouble, null when there is none.
     *
     * @param earlierRestarts of the server's container, that are of no concern any more
     */
    static @Nullable Trouble of(PodView pod, int earlierRestarts) {
        if (pod.hasEnded()) {
            return ended(pod);
        }
        for (ContainerView container : pod.containers()) {
            int earlier = container.isInit() ? 0 : earlierRestarts;
            Trouble trouble = of(container, container.restarts() - earlier);
            if (trouble != null) {
                return trouble;
            }
        }
        String unschedulable = pod.unschedulable();
        return unschedulable == null ? null : new Unschedulable(unschedulable);
    }

    private static Trouble ended(PodView pod) {
        for (ContainerView container : pod.containers()) {
            Ended end = container.ended();
            if (pod.reason() == null && end != null && !container.isInit()) {
                return new Crashed(crash(container, end), container.name(), false);
            }
        }
        String reason = pod.reason() == null ? pod.phase() : pod.reason();
        return new EndedByCluster(joined("the cluster ended it: " + reason, pod.message()));
    }

    private static @Nullable Trouble of(ContainerView container, int restarts) {
        PodView.Waiting waiting = container.waiting();
        Ended last = container.lastEnd();
        if (last != null && restarts > 0) {
            // A server that was started anew is another server, whatever becomes of it.
            return new Crashed(crash(container, last), container.name(), waiting == null);
        }
        if (waiting == null) {
            return null;
        }
        if (IMAGE_REASONS.contains(waiting.reason())) {
            return new NoImage(
                    joined(
                            "image %s cannot be had: %s"
                                    .formatted(container.image(), waiting.reason()),
                            waiting.message()));
        }
        if (CONFIG_REASONS.contains(waiting.reason())) {
            return new CannotRun(
                    joined(
                            "container %s cannot be made: %s"
                                    .formatted(container.name(), waiting.reason()),
                            waiting.message()));
        }
        return null;
    }

    private static String crash(ContainerView container, Ended end) {
        String times =
                container.restarts() > 0 ? ", %d restarts".formatted(container.restarts()) : "";
        if (end.reason().equals("OOMKilled")) {
            String limit =
                    container.memoryLimit().isEmpty()
                            ? "; it has no memory limit of its own, the node ran out"
                            : "; its memory limit is " + container.memoryLimit();
            return "container %s was OOMKilled (exit code %d%s)%s"
                    .formatted(container.name(), end.exitCode(), times, limit);
        }
        return joined(
                "container %s ended with exit code %d (%s%s)"
                        .formatted(container.name(), end.exitCode(), end.reason(), times),
                end.message());
    }

    private static String joined(String what, @Nullable String message) {
        return message == null || message.isBlank() ? what : what + ": " + message.strip();
    }

    /** The last lines of a log on one line. */
    static String tail(List<LogLine> lines, int count) {
        List<String> texts = lines.stream().map(LogLine::text).filter(t -> !t.isBlank()).toList();
        return texts.isEmpty()
                ? "(empty)"
                : String.join(
                        " | ", texts.subList(Math.max(0, texts.size() - count), texts.size()));
    }
}
