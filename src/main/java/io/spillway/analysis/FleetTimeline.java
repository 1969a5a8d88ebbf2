package io.spillway.analysis;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Supply over time, from the replicas' changes of state: those that take requests, and those that
 * are paid for (starting and draining included). The gap between the two is waste of starting up
 * and draining.
 *
 * @param ready replicas that serve new requests
 * @param paid replicas that exist
 * @param replicas every replica there was, in order of appearance
 */
public record FleetTimeline(StepSeries ready, StepSeries paid, List<ReplicaId> replicas) {

    public FleetTimeline {
        replicas = List.copyOf(replicas);
    }

    /** Of a run's events, in order, counting replicas. */
    public static FleetTimeline of(List<RunEvent> events) {
        return of(events, _ -> 1);
    }

    /**
     * Of a run's events, in order, counting units of capacity: for replicas that differ, such as
     * MIG slices, with demand in the same units.
     */
    public static FleetTimeline of(List<RunEvent> events, ToIntFunction<ReplicaId> units) {
        Map<ReplicaId, ReplicaState> states = new LinkedHashMap<>();
        var ready = new ArrayList<StepSeries.Point>();
        var paid = new ArrayList<StepSeries.Point>();
        for (RunEvent event : events) {
            if (event instanceof RunEvent.StateChanged change) {
                states.put(change.replica(), change.to());
                int serving = 0;
                int existing = 0;
                for (Map.Entry<ReplicaId, ReplicaState> entry : states.entrySet()) {
                    int size = units.applyAsInt(entry.getKey());
                    serving += entry.getValue() == ReplicaState.READY ? size : 0;
                    existing += entry.getValue() == ReplicaState.GONE ? 0 : size;
                }
                ready.add(new StepSeries.Point(change.atNanos(), serving));
                paid.add(new StepSeries.Point(change.atNanos(), existing));
            }
        }
        return new FleetTimeline(
                StepSeries.of(ready), StepSeries.of(paid), List.copyOf(states.keySet()));
    }

    public boolean isEmpty() {
        return replicas.isEmpty();
    }
}
