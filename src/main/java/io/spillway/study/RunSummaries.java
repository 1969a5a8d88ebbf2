package io.spillway.study;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.SloTargets;
import io.spillway.analysis.Summaries;
import io.spillway.analysis.SummarySettings;
import io.spillway.analysis.VerdictInputs;
import io.spillway.config.Experiment;
import io.spillway.config.ScalingConfig;
import io.spillway.config.SloConfig;

import java.util.LinkedHashMap;
import java.util.Map;

/** Sums up the runs of a study. */
public final class RunSummaries {

    private RunSummaries() {}

    /** The summary of one run of this experiment. */
    public static RunSummary of(Experiment experiment, RunResult result, StudyContext context) {
        ScalingConfig scaling = experiment.scaling();
        boolean windowed =
                !experiment.report().warmUp().isZero() || !experiment.report().coolDown().isZero();
        RunSummary.Clock clock =
                switch (context.clock()) {
                    case LIVE -> RunSummary.Clock.LIVE;
                    case VIRTUAL -> RunSummary.Clock.VIRTUAL;
                };
        return Summaries.of(
                result.measurements(),
                new SummarySettings(
                        new RunSummary.Identity(
                                result.id().value(), result.startedAt(), clock, experiment.seed()),
                        context.environment(),
                        targets(experiment.slo()),
                        experiment.api().streaming(),
                        windowed,
                        scaling == null ? null : scaling.policy().type(),
                        Map.of(),
                        result.health(),
                        VerdictInputs.NONE));
    }

    /** The targets of an experiment, by key, in its order. */
    public static SloTargets targets(SloConfig slo) {
        var byKey = new LinkedHashMap<String, Double>();
        for (SloConfig.Target target : slo.targets()) {
            byKey.put(target.key(), target.limit().toNanos() / 1e9);
        }
        Double errorRate = slo.errorRate();
        if (errorRate != null) {
            byKey.put("error_rate", errorRate);
        }
        return new SloTargets(byKey);
    }
}
