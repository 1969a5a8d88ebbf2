package io.spillway.study.sweep;

import io.spillway.analysis.RunSummary;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.RateStage;
import io.spillway.config.ReportConfig;
import io.spillway.config.SloConfig;
import io.spillway.config.SweepConfig;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunResult;
import io.spillway.study.RunSummaries;
import io.spillway.study.StudyContext;

import java.time.Duration;
import java.util.ArrayList;
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

    /** Of the search's time, what finding a rate to begin with may take. */
    private static final double GUESS_SHARE = 0.4;

    private static final double MAX_GRACE_SECONDS = 30;

    private final StudyContext context;
    private final Experiment experiment;
    private final SweepConfig sweep;
    private final Probes probes;

    /** Runs the stages generated up to an estimate, and sums that run up. */
    @FunctionalInterface
    public interface StageRun {
        RunSummary run(Experiment stages, Saturation.Found estimate)
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
        var budget = new Budget(plan.searchSeconds());
        var levels = new ArrayList<Level>();
        var trials = new ArrayList<RateTrial>();
        Saturation own =
                switch (sweep.estimator()) {
                    case KNEE -> knee(budget, levels, true);
                    case SLO -> slo(budget, levels, trials);
                    case INFERENCE_PERF -> new Saturation.NoPlateau(0, "nothing was searched");
                };
        double spent = plan.searchSeconds() - budget.left();
        context.progress().accept("a burst for inference-perf's estimate");
        BurstEstimate burst = new BurstProbe(probes, experiment).estimate(sweep);
        Saturation saturation =
                switch (sweep.estimator()) {
                    case KNEE, SLO -> own;
                    case INFERENCE_PERF -> taken(burst);
                };
        List<Double> rates = stageRates(saturation);
        RunSummary stages = null;
        if (sweep.runStages() && saturation instanceof Saturation.Found found) {
            stages = stageRun.run(stages(rates), found);
        }
        return new SweepResult(
                context.id().value(),
                sweep.estimator(),
                plan.totalSeconds(),
                spent,
                saturation,
                levels,
                trials,
                burst,
                rates,
                stages);
    }

    private Saturation knee(Budget budget, List<Level> levels, boolean precise)
            throws RunFailedException, InterruptedException {
        var search =
                new KneeSearch(
                        new LevelProbe(probes, experiment),
                        budget,
                        new KneeSearch.Limits(sweep.maxConcurrency(), sweep.tolerance(), precise),
                        context.progress());
        try {
            return search.find();
        } finally {
            levels.addAll(search.levels());
        }
    }

    private Saturation slo(Budget budget, List<Level> levels, List<RateTrial> trials)
            throws RunFailedException, InterruptedException {
        var guessing = new Budget(budget.left() * GUESS_SHARE);
        double before = guessing.left();
        Saturation knee = knee(guessing, levels, false);
        budget.spend(before - guessing.left() - Budget.STOP_SECONDS);
        double guess =
                switch (knee) {
                    case Saturation.Found found -> found.requestsPerSecond();
                    case Saturation.NoPlateau none -> none.atLeast();
                };
        if (guess <= 0) {
            return knee;
        }
        var search = new SloSearch(probes, experiment, budget, context.progress());
        try {
            return search.find(guess, sweep.tolerance(), graceSeconds(levels));
        } finally {
            trials.addAll(search.trials());
        }
    }

    /**
     * What a request may take to end once it was sent, as far as the objectives and one user tell.
     */
    private int graceSeconds(List<Level> levels) {
        double grace = 2;
        for (SloConfig.Target target : experiment.slo().targets()) {
            grace = Math.max(grace, target.limit().toNanos() / 1e9);
        }
        double alone = levels.isEmpty() ? Double.NaN : levels.getFirst().latencySeconds();
        return (int) Math.ceil(Math.clamp(3 * alone, grace, Math.max(grace, MAX_GRACE_SECONDS)));
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
