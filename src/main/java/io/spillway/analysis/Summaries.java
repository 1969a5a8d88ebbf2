package io.spillway.analysis;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunEvent;
import io.spillway.record.Measurements;
import io.spillway.record.ReplicaCounts;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Makes summaries of measurements, whether from a recorder or from a results folder. */
public final class Summaries {
    private final Measurements measured;
    private final SummarySettings settings;

    private Summaries(Measurements measured, SummarySettings settings) {
        this.measured = measured;
        this.settings = settings;
    }

    /** The summary of a run. Pure: the same input gives the same summary. */
    public static RunSummary of(Measurements measured, SummarySettings settings) {
        return new Summaries(measured, settings).summary();
    }

    private RunSummary summary() {
        var parts = new StatsParts(settings);
        List<RunSummary.Stage> stages = StageSummaries.of(measured, parts);
        RunSummary unjudged =
                new RunSummary(
                        settings.identity(),
                        measured.clock().endNanos() / 1e9,
                        new RunSummary.Validity(true, List.of(), List.of()),
                        parts.requests(measured.total()),
                        parts.latency(measured.total()),
                        parts.tokens(measured.total()),
                        parts.throughput(measured.total()),
                        parts.slo(measured.total()),
                        replicas(),
                        scaling(),
                        stages,
                        RunSummary.Beside.NOTHING,
                        settings.environment());
        return judged(unjudged);
    }

    private RunSummary judged(RunSummary summary) {
        return summary.with(new Trust(summary, measured, settings).validity());
    }

    private RunSummary.@Nullable Replicas replicas() {
        FleetTimeline fleet = FleetTimeline.of(measured.events());
        if (fleet.isEmpty() && measured.replicas().isEmpty()) {
            return null;
        }
        long from = measured.clock().loadStartNanos();
        long to = Math.max(measured.clock().endNanos(), from + 1);
        StepSeries ready = fleet.ready();
        return new RunSummary.Replicas(
                ready.min(from, to),
                ready.max(from, to),
                ready.integralSeconds(from, to) / ((to - from) / 1e9),
                ready.integralSeconds(0, to),
                fleet.paid().integralSeconds(0, to),
                byReplica(fleet));
    }

    private List<RunSummary.ReplicaShare> byReplica(FleetTimeline fleet) {
        Map<ReplicaId, Double> weights = lastWeights();
        long sent = 0;
        double expected = 0;
        for (ReplicaCounts counts : measured.replicas().values()) {
            sent += counts.sent();
            expected += counts.expected();
        }
        var ids = new LinkedHashSet<ReplicaId>(fleet.replicas());
        ids.addAll(measured.replicas().keySet());
        var shares = new ArrayList<RunSummary.ReplicaShare>();
        for (ReplicaId id : ids) {
            ReplicaCounts counts = measured.replicas().getOrDefault(id, new ReplicaCounts(0, 0));
            shares.add(
                    new RunSummary.ReplicaShare(
                            id,
                            settings.endpoints().get(id),
                            weights.getOrDefault(id, Double.NaN),
                            counts.sent(),
                            sent == 0 ? Double.NaN : (double) counts.sent() / sent,
                            expected == 0 ? Double.NaN : counts.expected() / expected));
        }
        return shares;
    }

    private Map<ReplicaId, Double> lastWeights() {
        var weights = new LinkedHashMap<ReplicaId, Double>();
        for (RunEvent event : measured.events()) {
            if (event instanceof RunEvent.Rebalanced rebalanced) {
                weights.putAll(rebalanced.weights());
            }
        }
        return weights;
    }

    private RunSummary.@Nullable Scaling scaling() {
        String policy = settings.policy();
        if (policy == null) {
            return null;
        }
        var changes = new ArrayList<RunSummary.ScalingEvent>();
        for (RunEvent event : measured.events()) {
            if (event instanceof RunEvent.Scaled scaled) {
                changes.add(
                        new RunSummary.ScalingEvent(
                                scaled.atNanos() / 1e9,
                                scaled.from(),
                                scaled.to(),
                                scaled.reason()));
            }
        }
        return new RunSummary.Scaling(
                policy, measured.checks(), measured.effect(), changes, waterfalls());
    }

    private List<RunSummary.Waterfall> waterfalls() {
        var phases = new LinkedHashMap<ReplicaId, List<RunSummary.Phase>>();
        for (RunEvent event : measured.events()) {
            if (event instanceof RunEvent.PhaseReached reached) {
                phases.computeIfAbsent(reached.replica(), _ -> new ArrayList<>())
                        .add(new RunSummary.Phase(reached.phase(), reached.atNanos() / 1e9));
            }
        }
        return phases.entrySet().stream()
                .map(entry -> new RunSummary.Waterfall(entry.getKey(), entry.getValue()))
                .toList();
    }
}
