package io.spillway.record;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunEvent;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a run measured: a snapshot, whether of a recorder or read back from a results folder.
 *
 * @param clock when things began and ended
 * @param total all requests
 * @param stages by stage index
 * @param plan the stages as planned
 * @param replicas requests by replica
 * @param effect what scaling did to TTFT
 * @param events scaling, phases, states, weights, stages and notes, in order
 * @param checks how often the policy was asked
 * @param offeredPerSecond requests due in each second of the run
 * @param health what may have spoilt the recording itself
 */
public record Measurements(
        Clock clock,
        RequestStats total,
        SortedMap<Integer, RequestStats> stages,
        List<StagePlan> plan,
        Map<ReplicaId, ReplicaCounts> replicas,
        Effect effect,
        List<RunEvent> events,
        long checks,
        List<Long> offeredPerSecond,
        RecorderHealth health) {

    public Measurements {
        stages = Collections.unmodifiableSortedMap(stages);
        plan = List.copyOf(plan);
        replicas = Collections.unmodifiableMap(new LinkedHashMap<>(replicas));
        events = List.copyOf(events);
        offeredPerSecond = List.copyOf(offeredPerSecond);
    }

    /**
     * Run times in nanoseconds.
     *
     * @param loadStartNanos start of the load
     * @param endNanos end of the run
     */
    public record Clock(long loadStartNanos, long endNanos) {}

    /**
     * The recorder's own troubles.
     *
     * @param writerWaits how often a producer waited for the file writer
     * @param writerWaitedNanos for how long, together
     * @param writeProblem why files stopped being written, null while all is well
     * @param eventsNotKept events beyond the bound: in the file, not in {@link #events}
     * @param heldSeconds seconds that ended with requests held for want of a ready replica, or of
     *     room under a cap
     */
    public record RecorderHealth(
            long writerWaits,
            long writerWaitedNanos,
            @Nullable String writeProblem,
            long eventsNotKept,
            long heldSeconds) {
        public static final RecorderHealth GOOD = new RecorderHealth(0, 0, null, 0, 0);
    }
}
