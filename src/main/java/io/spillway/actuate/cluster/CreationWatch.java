package io.spillway.actuate.cluster;

import io.spillway.fleet.ReplicaId;

import java.util.List;

/**
 * Looks, as long as replicas wait for their pods, whether the cluster refuses to make them: quota,
 * admission, limits. Confined to the actuator's loop.
 */
public final class CreationWatch {

    /**
     * A replica without a pod.
     *
     * @param maker the workload or release, with whose name those of what it owns begin
     */
    public record Awaited(ReplicaId replica, String maker, long askedNanos) {}

    /** Whose replicas wait. */
    public interface Owner {
        List<Awaited> awaited();

        /** No pod is made for it. */
        void notMade(ReplicaId replica, String why);
    }

    private final PodFollower.Tools tools;
    private final Owner owner;
    private boolean looking;

    public CreationWatch(PodFollower.Tools tools, Owner owner) {
        this.tools = tools;
        this.owner = owner;
    }

    /** To be told whenever a replica begins to wait. */
    public void begin() {
        if (!looking && !owner.awaited().isEmpty()) {
            looking = true;
            tools.work().after(tools.context().patience().creation(), this::look);
        }
    }

    private void look() {
        List<Awaited> since = owner.awaited();
        var pods = tools.cluster().pods();
        tools.work()
                .call(
                        "creation",
                        () -> pods.eventsWithReason("FailedCreate"),
                        events -> looked(since, events),
                        _ -> looked(since, List.of()));
    }

    private void looked(List<Awaited> since, List<EventView> events) {
        looking = false;
        List<Awaited> still = owner.awaited();
        for (Awaited awaited : since) {
            var asked = tools.context().time().instantOf(awaited.askedNanos());
            String why = CreationRefusals.newest(events, awaited.maker(), asked);
            if (why != null && still.contains(awaited)) {
                owner.notMade(awaited.replica(), "no pod could be made: " + why);
            }
        }
        begin();
    }
}
