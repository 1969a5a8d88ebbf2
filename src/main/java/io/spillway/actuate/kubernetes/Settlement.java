package io.spillway.actuate.kubernetes;

import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.PodFollower;

import java.time.Duration;
import java.util.List;

/**
 * Ends the replicas that were let go before they had a pod, once it is certain that none comes any
 * more. Confined to the actuator's loop.
 */
final class Settlement {

    private static final Duration INTERVAL = Duration.ofMillis(500);

    /** Whose replicas they are. */
    interface Owner {
        /** Let go, and without a pod. */
        List<Member> unsettled();

        /** Whether the workload has no more pods than it should have. */
        boolean isCertain(Cluster.Scale scale);

        void settled(Member member);
    }

    private final PodFollower.Tools tools;
    private final String workload;
    private final Owner owner;
    private boolean asking;

    Settlement(PodFollower.Tools tools, String workload, Owner owner) {
        this.tools = tools;
        this.workload = workload;
        this.owner = owner;
    }

    /** To be told whenever one is let go. */
    void begin() {
        if (!asking && !owner.unsettled().isEmpty()) {
            asking = true;
            tools.work().after(INTERVAL, this::ask);
        }
    }

    private void ask() {
        List<Member> before = owner.unsettled();
        Cluster.Workloads workloads = tools.cluster().workloads();
        tools.work()
                .call(
                        "settle",
                        () -> workloads.scale(workload),
                        scale -> answered(before, scale),
                        _ -> again());
    }

    private void answered(List<Member> before, Cluster.Scale scale) {
        if (owner.isCertain(scale)) {
            List<Member> still = owner.unsettled();
            before.stream().filter(still::contains).forEach(owner::settled);
        }
        again();
    }

    private void again() {
        asking = false;
        begin();
    }
}
