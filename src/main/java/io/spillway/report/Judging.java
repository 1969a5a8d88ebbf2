package io.spillway.report;

import io.spillway.analysis.DemandCurve;
import io.spillway.analysis.GpuShare;
import io.spillway.analysis.Judgement;
import io.spillway.record.Measurements;

import org.jspecify.annotations.Nullable;

/**
 * What it takes to hold a run against the best possible, known when it starts.
 *
 * @param capacityPerReplica requests a second that one replica serves within the objectives
 * @param smoothingSeconds window over which arrivals are averaged, about a service time
 * @param startUpSeconds from ordering a replica to its readiness
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
                        startUpSeconds,
                        new GpuShare(gpuFraction, gpuBasis),
                        pricePerReplicaHour);
        long loaded = measured.offeredPerSecond().stream().filter(due -> due > 0).count();
        return loaded < 2 ? null : Judgement.of(measured, settings);
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
