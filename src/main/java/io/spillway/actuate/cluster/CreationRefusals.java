package io.spillway.actuate.cluster;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** Why a workload's controller could not make pods: quota, admission, limits. Pure. */
final class CreationRefusals {

    private CreationRefusals() {}

    /**
     * The newest refusal, null when there is none.
     *
     * @param events with the reason FailedCreate
     * @param name of the workload or release, with which the names of what it owns begin
     */
    static @Nullable String newest(List<EventView> events, String name, Instant since) {
        String newest = null;
        for (EventView event : events) {
            String object = event.object().substring(event.object().indexOf('/') + 1);
            boolean same = object.equals(name) || object.startsWith(name + "-");
            // Event times are whole seconds.
            if (same && !event.last().isBefore(since.minusSeconds(1))) {
                newest = event.message();
            }
        }
        return newest;
    }
}
