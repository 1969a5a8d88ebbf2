package io.spillway.report;

import io.spillway.analysis.RunSummary;
import io.spillway.fleet.ReplicaState;
import io.spillway.record.SecondRow;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Figures that several parts of the story need. Seconds of run time. */
final class RunFacts {
    final RunData data;
    final RunSummary summary;

    RunFacts(RunData data) {
        this.data = data;
        this.summary = data.summary();
    }

    List<RunSummary.ScalingEvent> scalings() {
        RunSummary.Scaling scaling = summary.scaling();
        return scaling == null ? List.of() : scaling.events();
    }

    List<RunSummary.ScalingEvent> scaleOuts() {
        return scalings().stream().filter(RunSummary.ScalingEvent::isOut).toList();
    }

    /** Replicas that a scale-out brought, with their phases; else those that were there first. */
    List<StartTimes> starts() {
        List<StartTimes> all = allStarts();
        List<StartTimes> scaled = all.stream().filter(StartTimes::isScaleOut).toList();
        return scaled.isEmpty() ? all : scaled;
    }

    private List<StartTimes> allStarts() {
        RunSummary.Scaling scaling = summary.scaling();
        var starts = new ArrayList<StartTimes>();
        if (scaling != null) {
            for (RunSummary.Waterfall waterfall : scaling.waterfalls()) {
                StartTimes times = StartTimes.of(waterfall);
                if (times != null) {
                    starts.add(times);
                }
            }
        }
        return starts;
    }

    /** Mean seconds from the first sign to readiness; NaN when nothing was started. */
    double meanStartSeconds() {
        return starts().stream()
                .mapToDouble(StartTimes::totalSeconds)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    /** The objective on TTFT that the fewest seconds kept, or the first; null without one. */
    @Nullable SloLine ttftObjective() {
        RunSummary.Slo slo = summary.slo();
        SloLine hardest = null;
        if (slo != null) {
            for (SloLine line : SloLine.of(slo)) {
                if (line.key().startsWith("ttft_")
                        && (hardest == null || slow(line).size() > slow(hardest).size())) {
                    hardest = line;
                }
            }
        }
        return hardest;
    }

    /** Its limit in seconds; NaN without one. */
    double ttftLimit() {
        SloLine objective = ttftObjective();
        return objective == null ? Double.NaN : objective.limit();
    }

    /** Seconds that by themselves missed the objective on TTFT. */
    List<SecondRow> slowSeconds() {
        SloLine objective = ttftObjective();
        return objective == null ? List.of() : slow(objective);
    }

    private List<SecondRow> slow(SloLine objective) {
        return data.seconds().stream().filter(row -> isSlow(row, objective)).toList();
    }

    static boolean isSlow(SecondRow row, SloLine objective) {
        double measured =
                switch (objective.key()) {
                    case "ttft_p50" -> row.ttft().p50Seconds();
                    case "ttft_p99" -> row.ttft().p99Seconds();
                    default -> row.ttft().p95Seconds();
                };
        return measured > objective.limit();
    }

    /** Seconds with at least as many ready replicas as there ever were. */
    List<SecondRow> secondsAtFullSize() {
        int most = mostReady();
        return data.seconds().stream()
                .filter(row -> row.count(ReplicaState.READY) >= most)
                .toList();
    }

    int mostReady() {
        RunSummary.Replicas replicas = summary.replicas();
        return replicas == null ? 1 : replicas.max();
    }

    /** From the first second in which a request was due to the last one. */
    long loadedSeconds() {
        return rowsUnderLoad().size();
    }

    /** Those seconds. */
    List<SecondRow> rowsUnderLoad() {
        int first = -1;
        int last = -2;
        for (int i = 0; i < data.seconds().size(); i++) {
            if (data.seconds().get(i).counts().offered() > 0) {
                first = first < 0 ? i : first;
                last = i;
            }
        }
        return first < 0 ? List.of() : data.seconds().subList(first, last + 1);
    }

    /** The most requests that ever waited in all engines together, and when; null when unknown. */
    @Nullable SecondRow longestQueue() {
        SecondRow longest = null;
        for (SecondRow row : data.seconds()) {
            if (row.waiting() >= 0 && (longest == null || row.waiting() > longest.waiting())) {
                longest = row;
            }
        }
        return longest;
    }

    /** Scale-ins taken back by a scale-out before a new replica could have served. */
    int regrets() {
        double startSeconds = meanStartSeconds();
        int regrets = 0;
        List<RunSummary.ScalingEvent> events = scalings();
        for (int i = 1; i < events.size(); i++) {
            RunSummary.ScalingEvent before = events.get(i - 1);
            double gap = events.get(i).atSeconds() - before.atSeconds();
            // Thrice the start-up: sooner than that the replica had better been kept.
            if (!before.isOut() && events.get(i).isOut() && gap <= 3 * startSeconds) {
                regrets++;
            }
        }
        return regrets;
    }
}
