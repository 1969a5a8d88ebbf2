package io.spillway.study.evaluate;

import io.spillway.analysis.FleetTimeline;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.StepSeries;
import io.spillway.config.Experiment;
import io.spillway.fleet.RunEvent;
import io.spillway.record.Measurements;
import io.spillway.record.RequestStats;
import io.spillway.study.RunEnding;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunListener;
import io.spillway.study.RunResult;
import io.spillway.study.RunSummaries;
import io.spillway.study.StudyContext;

/** One run of one experiment, reduced to its figures: the rest of it is forgotten. */
final class Trial {
    private final StudyContext context;

    Trial(StudyContext context) {
        this.context = context;
    }

    SeedFigures run(Experiment experiment) throws RunFailedException, InterruptedException {
        return figures(experiment, measured(experiment));
    }

    RunResult measured(Experiment experiment) throws RunFailedException, InterruptedException {
        RunResult result = context.runner().run(experiment, context.inMemory(RunListener.NONE));
        if (result.ending() instanceof RunEnding.Failed failed) {
            throw new RunFailedException(failed.reason());
        }
        return result;
    }

    private SeedFigures figures(Experiment experiment, RunResult result) {
        RunSummary summary = RunSummaries.of(experiment, result, context);
        Measurements measured = result.measurements();
        RequestStats total = measured.total();
        RunSummary.Slo slo = summary.slo();
        Double goodput = summary.throughput().goodputRequestsPerSecond();
        FleetTimeline fleet = FleetTimeline.of(measured.events());
        long from = measured.clock().loadStartNanos();
        long to = measured.clock().endNanos();
        StepSeries paid = fleet.paid();
        return new SeedFigures(
                experiment.seed(),
                total.measured() == 0 ? Double.NaN : (double) total.good() / total.measured(),
                slo == null ? null : slo.met(),
                fleet.isEmpty() ? (to - from) / 1e9 : paid.integralSeconds(from, to),
                seconds(total, RequestStats.Metric.TTFT_FROM_INTENDED),
                seconds(total, RequestStats.Metric.E2E_FROM_INTENDED),
                goodput == null ? Double.NaN : goodput,
                scalings(measured, true),
                scalings(measured, false),
                fleet.isEmpty() ? 1 : paid.max(from, to));
    }

    private static double seconds(RequestStats stats, RequestStats.Metric metric) {
        var histogram = stats.of(metric);
        return histogram.isEmpty() ? Double.NaN : histogram.percentile(95) / 1e9;
    }

    private static int scalings(Measurements measured, boolean out) {
        int count = 0;
        for (RunEvent event : measured.events()) {
            if (event instanceof RunEvent.Scaled scaled && scaled.isOut() == out) {
                count++;
            }
        }
        return count;
    }
}
