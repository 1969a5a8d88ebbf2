package io.spillway.actuate.cluster;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.function.Consumer;

/** Counts what is free before a replica is started. Confined to the actuator's loop. */
public final class CapacityCheck {

    private final PodFollower.Tools tools;
    private final PodFollower follower;

    public CapacityCheck(PodFollower.Tools tools, PodFollower follower) {
        this.tools = tools;
        this.follower = follower;
    }

    /**
     * One more replica.
     *
     * @param node the only one it may go to, null for any
     * @param promised replicas that were started and have no pod yet
     */
    public record Question(Map<String, Double> requests, @Nullable String node, int promised) {}

    /**
     * The same at once: the reason against it, null when it fits. Blocking; any thread.
     *
     * @throws ClusterException when it cannot be known
     */
    public static @Nullable String refusal(Cluster cluster, Question question) {
        if (question.requests().keySet().stream().noneMatch(Capacity::isDevice)) {
            return null;
        }
        var nodes = cluster.nodes();
        return new Capacity(nodes.all(), nodes.claims())
                .refusal(question.requests(), question.node(), question.promised());
    }

    /** Answers with the reason against it, null when it fits or nothing can be known. */
    public void ask(Question question, Consumer<@Nullable String> answer) {
        if (question.requests().keySet().stream().noneMatch(Capacity::isDevice)) {
            answer.accept(null);
            return;
        }
        var nodes = tools.cluster().nodes();
        tools.work()
                .call(
                        "capacity",
                        () -> new Capacity(nodes.all(), nodes.claims()),
                        capacity ->
                                answer.accept(
                                        capacity.refusal(
                                                question.requests(),
                                                question.node(),
                                                question.promised())),
                        refused -> {
                            follower.once("free capacity is not counted: ", refused);
                            answer.accept(null);
                        });
    }
}
