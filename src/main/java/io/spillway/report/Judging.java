package io.spillway.report;

import io.spillway.analysis.DemandCurve;
import io.spillway.analysis.GpuShare;
import io.spillway.analysis.Judgement;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.record.Measurements;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;

/**
 * What it takes to hold a run against the best possible, known when it starts.
 *
 * @param capacityPerReplica requests a second that one replica serves within the objectives
 * @param smoothingSeconds window over which arrivals are averaged, about a service time
 * @param startUpSeconds from ordering a replica to its readiness; NaN for what the run itself shows
 * @param gpuFraction part of a GPU that a replica takes
 * @param gpuBasis how that was counted
 * @param pricePerReplicaHour NaN when unknown
 */
public record Judging(
        double capacityPerReplica,
        int maxReplicas,
        int smoothingSeconds,
        double startUpSeconds,
        double gpuFraction,
        String gpuBasis,
        double pricePerReplicaHour) {

    /** Null when there is too little of the run to judge. */
    @Nullable Judgement judge(Measurements measured) {
        var settings =
                new Judgement.Settings(
                        DemandCurve.linear(capacityPerReplica, maxReplicas),
                        smoothingSeconds,
                        Double.isNaN(startUpSeconds) ? observed(measured) : startUpSeconds,
                        new GpuShare(gpuFraction, gpuBasis),
                        pricePerReplicaHour);
        long loaded = measured.offeredPerSecond().stream().filter(due -> due > 0).count();
        return loaded < 2 ? null : Judgement.of(measured, settings);
    }

    /** Mean time that replicas took to become ready; 0 when none was started. */
    private static double observed(Measurements measured) {
        var asked = new HashMap<ReplicaId, Long>();
        double seconds = 0;
        int started = 0;
        for (RunEvent event : measured.events()) {
            if (event instanceof RunEvent.StateChanged change) {
                Long since = asked.get(change.replica());
                if (change.to() == ReplicaState.STARTING) {
                    asked.put(change.replica(), change.atNanos());
                } else if (change.to() == ReplicaState.READY && since != null) {
                    seconds += (change.atNanos() - since) / 1e9;
                    started++;
                }
            }
        }
        return started == 0 ? 0 : seconds / started;
    }

    Json json() {
        return new Json()
                .put("capacity_per_replica", capacityPerReplica)
                .put("max_replicas", maxReplicas)
                .put("smoothing_seconds", smoothingSeconds)
                .put("start_up_seconds", startUpSeconds)
                .put("gpu_fraction", gpuFraction)
                .put("gpu_basis", gpuBasis)
                .put("price_per_replica_hour", pricePerReplicaHour);
    }
}
