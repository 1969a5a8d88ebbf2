package io.spillway.analysis;

import io.spillway.record.Measurements;
import io.spillway.record.RequestStats;
import io.spillway.record.StagePlan;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The stages of a summary: those that were planned, and those that requests named. */
final class StageSummaries {
    private StageSummaries() {}

    static List<RunSummary.Stage> of(Measurements measured, StatsParts parts) {
        SortedMap<Integer, StagePlan> plans = new TreeMap<>();
        measured.plan().forEach(plan -> plans.put(plan.index(), plan));
        measured.stages()
                .keySet()
                .forEach(
                        stage ->
                                plans.putIfAbsent(
                                        stage,
                                        new StagePlan(stage, Double.NaN, 0, Long.MAX_VALUE)));
        var stages = new ArrayList<RunSummary.Stage>();
        for (StagePlan plan : plans.values()) {
            RequestStats stats = measured.stages().get(plan.index());
            if (stats != null) {
                stages.add(stage(plan, stats, measured.clock(), parts));
            }
        }
        return stages;
    }

    private static RunSummary.Stage stage(
            StagePlan plan, RequestStats stats, Measurements.Clock clock, StatsParts parts) {
        long from = clock.loadStartNanos() + plan.fromNanos();
        boolean open = plan.toNanos() == Long.MAX_VALUE;
        long to =
                open
                        ? Math.max(from, stats.lastEndNanos())
                        : clock.loadStartNanos() + plan.toNanos();
        return new RunSummary.Stage(
                plan.index(),
                Double.isNaN(plan.requestedRate()) ? null : plan.requestedRate(),
                achievedRate(stats, from, to),
                from / 1e9,
                to / 1e9,
                parts.requests(stats),
                parts.latency(stats),
                parts.throughput(stats),
                parts.slo(stats));
    }

    /** Sends that lag behind the stage's end stretch it. */
    private static double achievedRate(RequestStats stats, long from, long to) {
        long sending = Math.max(to, stats.lastSentNanos()) - from;
        return stats.sent() == 0 || sending <= 0 ? Double.NaN : stats.sent() / (sending / 1e9);
    }
}
