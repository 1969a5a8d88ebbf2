package io.spillway.study.sweep;

import io.spillway.analysis.RunSummary;
import io.spillway.config.SweepConfig;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a sweep found: the document {@value #SCHEMA}. Rates are requests per second.
 *
 * @param runId of the runs
 * @param estimator whose estimate {@code saturation} is
 * @param boundSeconds that were announced before the start
 * @param spentSeconds of load that the search took
 * @param levels of the ladder, in order; empty where there was none
 * @param trials of the bisection, in order; empty where there was none
 * @param burst inference-perf's estimate
 * @param stageRates of the generated stages; empty without saturation
 * @param run of the generated stages; null when they were not run
 */
public record SweepResult(
        String runId,
        SweepConfig.Estimator estimator,
        double boundSeconds,
        double spentSeconds,
        Saturation saturation,
        List<Level> levels,
        List<RateTrial> trials,
        BurstEstimate burst,
        List<Double> stageRates,
        @Nullable RunSummary run) {

    public static final String SCHEMA = "spillway/sweep/v1";

    public SweepResult {
        levels = List.copyOf(levels);
        trials = List.copyOf(trials);
        stageRates = List.copyOf(stageRates);
    }

    /** The same with what its generated stages came to. */
    public SweepResult with(RunSummary stages) {
        return new SweepResult(
                runId,
                estimator,
                boundSeconds,
                spentSeconds,
                saturation,
                levels,
                trials,
                burst,
                stageRates,
                stages);
    }
}
