package io.spillway.study.sweep;

import io.spillway.analysis.RunSummary;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.RateStage;
import io.spillway.config.ReportConfig;
import io.spillway.config.SweepConfig;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunResult;
import io.spillway.study.RunSummaries;
import io.spillway.study.StudyContext;

import java.time.Duration;
import java.util.List;

/**
 * Finds where capacity ends, and runs stages of load up to there. The fleet stays at its least
 * size; nothing scales.
 *
 * <p>Bounded by {@link #plan}: a server that never answers costs the announced time and ends in
 * {@link Saturation.NoPlateau}. One sweep at a time, on the caller's thread.
 */
public final class Sweep {

    /** What holds without {@code load.sweep}. */
    public static final SweepConfig DEFAULT =
            new SweepConfig(
                    SweepConfig.Type.GEOMETRIC,
                    2000,
                    Duration.ofSeconds(60),
                    5,
                    Duration.ofSeconds(180),
                    95,
                    SweepConfig.Estimator.KNEE,
                    1024,
                    Duration.ofSeconds(600),
                    0.05,
                    true);

    private final StudyContext context;
    private final Experiment experiment;
    private final SweepConfig sweep;
    private final Probes probes;

    /** Runs the stages generated up to an estimate, and sums that run up. */
    @FunctionalInterface
    public interface StageRun {
        RunSummary run(Experiment stages, SweepResult searched)
                throws RunFailedException, InterruptedException;
    }

    /**
     * A sweep of the experiment's servers with its data.
     *
     * @throws IllegalArgumentException when it asks for objectives and has none
     */
    public Sweep(StudyContext context, Experiment experiment) {
        this.context = context;
        SweepConfig given = experiment.load().sweep();
        this.sweep = given == null ? DEFAULT : given;
        if (sweep.estimator() == SweepConfig.Estimator.SLO
                && RunSummaries.targets(experiment.slo()).isEmpty()) {
            throw new IllegalArgumentException(
                    "load.sweep.estimator is slo, which needs objectives: write slo: {ttft_p95: 2s}");
        }
        this.experiment = fixed(experiment);
        this.probes = new Probes(context);
    }

    private static Experiment fixed(Experiment experiment) {
        FleetConfig fleet = experiment.fleet();
        Experiment whole = ExperimentEdits.withoutWindow(experiment);
        return fleet == null ? whole : ExperimentEdits.withFixedFleet(whole, fleet.minReplicas());
    }

    /** What it will take at most; to be shown before {@link #run}. */
    public SweepPlan plan() {
        return SweepPlan.of(sweep);
    }

    /** Searches, and runs the generated stages in memory. */
    public SweepResult run() throws RunFailedException, InterruptedException {
        return run((stages, _) -> stagesInMemory(stages));
    }

    /** Searches, and lets the generated stages be run. */
    public SweepResult run(StageRun stageRun) throws RunFailedException, InterruptedException {
        SweepPlan plan = plan();
        var search = new CapacitySearch(probes, experiment, sweep, plan.searchSeconds());
        Saturation own =
                switch (sweep.estimator()) {
                    case KNEE -> search.knee();
                    case SLO -> search.slo();
                    case INFERENCE_PERF -> new Saturation.NoPlateau(0, "nothing was searched");
                };
        context.progress().accept("a burst for inference-perf's estimate");
        BurstEstimate burst = new BurstProbe(probes, experiment).estimate(sweep);
        Saturation saturation =
                switch (sweep.estimator()) {
                    case KNEE, SLO -> own;
                    case INFERENCE_PERF -> taken(burst);
                };
        List<Double> rates = stageRates(saturation);
        var searched =
                new SweepResult(
                        context.id().value(),
                        sweep.estimator(),
                        plan.totalSeconds(),
                        search.spentSeconds(),
                        saturation,
                        search.levels(),
                        search.trials(),
                        burst,
                        rates,
                        null);
        return sweep.runStages() && saturation instanceof Saturation.Found
                ? searched.with(stageRun.run(stages(rates), searched))
                : searched;
    }

    private static Saturation taken(BurstEstimate burst) {
        Double rate = burst.requestsPerSecond();
        return rate == null
                ? new Saturation.NoPlateau(0, burst.why())
                : new Saturation.Found(
                        rate,
                        Double.NaN,
                        Double.NaN,
                        0,
                        "inference-perf's percentile of drain rates; it gives no interval");
    }

    private List<Double> stageRates(Saturation saturation) {
        var spacing =
                switch (sweep.type()) {
                    case LINEAR -> InferencePerfEstimator.Spacing.LINEAR;
                    case GEOMETRIC -> InferencePerfEstimator.Spacing.GEOMETRIC;
                };
        var rounding =
                experiment.report().format() == ReportConfig.Format.V0_2
                        ? InferencePerfEstimator.Rounding.V0_2
                        : InferencePerfEstimator.Rounding.HEAD;
        return switch (saturation) {
            case Saturation.NoPlateau _ -> List.of();
            case Saturation.Found found ->
                    InferencePerfEstimator.stages(
                            found.requestsPerSecond(), sweep.numStages(), spacing, rounding);
        };
    }

    /** The experiment with the generated stages as its load; a rate that rounds to 0 has none. */
    private Experiment stages(List<Double> rates) {
        List<RateStage> stages =
                rates.stream()
                        .filter(rate -> rate > 0)
                        .map(rate -> ExperimentEdits.stage(rate, sweep.stageDuration()))
                        .toList();
        return ExperimentEdits.withRates(experiment, stages);
    }

    private RunSummary stagesInMemory(Experiment stages)
            throws RunFailedException, InterruptedException {
        double seconds = sweep.stageDuration().toNanos() / 1e9 * stages.load().stages().size();
        RunResult result =
                probes.run(stages, new RateWatch(seconds + SweepPlan.STAGES_GRACE_SECONDS));
        return RunSummaries.of(stages, result, context);
    }
}
