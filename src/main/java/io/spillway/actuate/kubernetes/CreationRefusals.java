package io.spillway.actuate.kubernetes;

import io.spillway.actuate.cluster.ClusterContext;
import io.spillway.actuate.cluster.EventView;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why the workload's controller could not make pods: quota, admission, limits. Pure. */
final class CreationRefusals {

    private CreationRefusals() {}

    /** For each replica without a pod, the newest refusal since it was asked for. */
    static Map<Member, String> newest(
            List<EventView> events,
            String workload,
            ClusterContext context,
            List<Member> waiting) {
        String name = workload.substring(workload.indexOf('/') + 1);
        var refusals = new LinkedHashMap<Member, String>();
        for (Member member : waiting) {
            // Event times are whole seconds.
            Instant since = context.time().instantOf(member.askedNanos).minusSeconds(1);
            for (EventView event : events) {
                String object = event.object().substring(event.object().indexOf('/') + 1);
                boolean same = object.equals(name) || object.startsWith(name + "-");
                if (same && !event.last().isBefore(since)) {
                    refusals.put(member, event.message());
                }
            }
        }
        return refusals;
    }
}
