package io.spillway.actuate.kubernetes;

import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.ClusterException.Kind;
import io.spillway.actuate.cluster.Ownership;
import io.spillway.actuate.cluster.PodFollower;
import io.spillway.fleet.RunEvent;

import java.time.Duration;
import java.util.List;

/**
 * Writes the number of replicas, one write at a time, always the newest. Confined to the actuator's
 * loop.
 */
final class ScaleWriter {

    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Who wants replicas. */
    interface Source {
        int desired();

        /** Pods to go first. */
        List<String> victims();

        /** As many as this are asked for now. */
        void written();

        /** More than are asked for cannot be had. */
        void refused(String reason);
    }

    private final PodFollower.Tools tools;
    private final String workload;
    private final Source source;
    private int current;
    private boolean writing;
    private boolean toldAway;

    ScaleWriter(PodFollower.Tools tools, String workload, Source source) {
        this.tools = tools;
        this.workload = workload;
        this.source = source;
    }

    /** What the workload asks for at first. */
    void begin(int replicas) {
        current = replicas;
    }

    int current() {
        return current;
    }

    /** Whether the workload asks for what is wanted. */
    boolean isSettled() {
        return !writing && current == source.desired();
    }

    void write() {
        int target = source.desired();
        if (writing || target == current) {
            return;
        }
        writing = true;
        List<String> victims = target < current ? source.victims() : List.of();
        Cluster cluster = tools.cluster();
        tools.work()
                .call(
                        "scale",
                        () -> {
                            for (String victim : victims) {
                                markVictim(cluster, victim);
                            }
                            cluster.workloads().scaleTo(workload, target);
                            return target;
                        },
                        this::done,
                        refused -> failed(target, refused));
    }

    /** A wish only; the controller weighs it after readiness. A pod that is gone needs none. */
    private static void markVictim(Cluster cluster, String pod) {
        try {
            Ownership.markVictim(cluster, pod);
        } catch (ClusterException refused) {
            if (refused.kind() == Kind.AWAY) {
                throw refused;
            }
        }
    }

    private void done(int written) {
        writing = false;
        current = written;
        if (toldAway) {
            toldAway = false;
            tools.context().note(RunEvent.Level.INFO, workload + " can be scaled again");
        }
        source.written();
        write();
    }

    private void failed(int target, ClusterException refused) {
        writing = false;
        if (refused.kind() == Kind.AWAY || target < current) {
            if (!toldAway) {
                toldAway = true;
                tools.context().note(RunEvent.Level.WARN, refused.text() + "; it is tried again");
            }
            tools.work().after(RETRY, this::write);
        } else {
            source.refused(refused.text());
        }
    }
}
