package io.spillway.study.evaluate;

import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.ScalingConfig;
import io.spillway.config.SimulatedConfig;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyRegistry;
import io.spillway.policy.PolicySpec;
import io.spillway.record.Measurements;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunSummaries;
import io.spillway.study.StudyContext;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Judges policies and their settings on the virtual clock: every setting gets the same traffic and
 * the same start-up draws under each seed. Only figures are kept of a run, so memory does not grow
 * with its length.
 */
public final class Evaluation {

    private static final ScalingConfig DEFAULT_SCALING =
            new ScalingConfig(
                    new PolicySpec("queue-threshold", Map.of()),
                    Duration.ofSeconds(5),
                    new ScalingConfig.ScaleOut(1, Duration.ZERO),
                    new ScalingConfig.ScaleIn(
                            true,
                            Duration.ofSeconds(60),
                            Duration.ofSeconds(30),
                            Duration.ofSeconds(120),
                            ScalingConfig.Victim.LEAST_LOADED));

    private static final int MAX_SENSITIVE = 6;
    private static final int MAX_SENSITIVITY_SEEDS = 3;
    private static final double[] STARTUP_FACTORS = {0, 0.5, 1, 2, 4};
    private static final double[] STARTUP_SECONDS = {0, 10, 30, 60, 120};

    private final StudyContext context;
    private final Experiment experiment;
    private final FleetConfig fleet;
    private final PolicyRegistry registry;
    private final Trial trial;

    /**
     * What to evaluate.
     *
     * @param grid policies and the axes of their parameters
     * @param seeds how many, from the experiment's on
     * @param threads runs at a time; the result does not depend on it
     * @param sensitivity whether the best settings are run with other start-up times as well
     */
    public record Request(Grid.Axes grid, int seeds, int threads, boolean sensitivity) {
        public Request {
            if (seeds < 1 || threads < 1) {
                throw new IllegalArgumentException(
                        "seeds and threads must be at least 1: %d, %d".formatted(seeds, threads));
            }
        }
    }

    /**
     * An evaluation with the experiment's traffic, fleet and objectives.
     *
     * @throws IllegalArgumentException when it has no fleet or no objectives
     */
    public Evaluation(StudyContext context, Experiment experiment, PolicyRegistry registry) {
        FleetConfig given = experiment.fleet();
        if (given == null) {
            throw new IllegalArgumentException(
                    "an evaluation needs a fleet to scale: write fleet: {actuator: simulated,"
                            + " min_replicas: 1, max_replicas: 8}");
        }
        if (RunSummaries.targets(experiment.slo()).isEmpty()) {
            throw new IllegalArgumentException(
                    "an evaluation needs objectives: write slo: {ttft_p95: 2s}");
        }
        if (context.clock() != Experiment.Clock.VIRTUAL) {
            throw new IllegalArgumentException("an evaluation runs on the virtual clock");
        }
        this.context = context;
        this.experiment = experiment;
        this.fleet = given;
        this.registry = registry;
        this.trial = new Trial(context);
    }

    /**
     * The settings that a request comes to.
     *
     * @throws GridException when it asks for what no policy has
     */
    public List<Setting> settings(Request request) {
        ScalingConfig scaling = scaling();
        return Grid.settings(
                request.grid(),
                registry,
                experiment.scaling() == null ? null : scaling.policy(),
                PolicyContext.of(
                        fleet.minReplicas(), fleet.maxReplicas(), scaling.checkInterval()));
    }

    /** Runs everything. Interrupting the caller's thread ends it soon. */
    public EvaluationResult run(Request request, EvaluationProgress progress)
            throws RunFailedException, InterruptedException {
        List<Setting> settings = settings(request);
        if (settings.isEmpty()) {
            throw new GridException(List.of("no policy was named"));
        }
        List<Long> seeds = seeds(request.seeds());
        int sizes = fleet.maxReplicas() - fleet.minReplicas() + 1;
        var counter = new Counter(progress, (settings.size() + sizes) * seeds.size());
        try (var pool = new RunPool(request.threads())) {
            var runs = new Runs(pool, counter);
            Measurements traffic =
                    trial.measured(ExperimentEdits.withFixedFleet(experiment, fleet.maxReplicas()))
                            .measurements();
            Bounds bounds = new BoundsFinder(quiet(), experiment).find(traffic);
            List<Row> rows = ParetoFront.mark(runs.rows(settings, seeds, this::scaledBy));
            List<Row> statics = runs.rows(statics(), seeds, this::fixed);
            Recommendation recommendation = Recommendation.of(rows, statics);
            return new EvaluationResult(
                    context.id().value(),
                    seeds,
                    rows,
                    statics,
                    bounds,
                    recommendation,
                    request.sensitivity()
                            ? sensitivity(runs, rows, recommendation, seeds)
                            : List.of(),
                    counter.done());
        }
    }

    /** How one replica is measured is of no interest here. */
    private StudyContext quiet() {
        return StudyContext.virtual(context.runner(), context.id(), context.environment(), _ -> {});
    }

    private ScalingConfig scaling() {
        ScalingConfig scaling = experiment.scaling();
        return scaling == null ? DEFAULT_SCALING : scaling;
    }

    private List<Long> seeds(int count) {
        var seeds = new ArrayList<Long>();
        for (int i = 0; i < count; i++) {
            seeds.add(experiment.seed() + i);
        }
        return seeds;
    }

    /** The experiment with this setting deciding. */
    public Experiment scaledBy(Setting setting) {
        ScalingConfig scaling = scaling();
        return ExperimentEdits.withScaling(
                experiment,
                new ScalingConfig(
                        setting.spec(),
                        scaling.checkInterval(),
                        scaling.scaleOut(),
                        scaling.scaleIn()));
    }

    private List<Setting> statics() {
        var statics = new ArrayList<Setting>();
        for (int n = fleet.minReplicas(); n <= fleet.maxReplicas(); n++) {
            Map<String, Object> replicas = Map.of("replicas", n);
            statics.add(new Setting(new PolicySpec("static", replicas), replicas));
        }
        return statics;
    }

    /** A fleet that has that size from the start. */
    private Experiment fixed(Setting setting) {
        Object replicas = setting.varied().getOrDefault("replicas", fleet.minReplicas());
        return ExperimentEdits.withFixedFleet(experiment, (Integer) replicas);
    }

    private List<StartUpSensitivity> sensitivity(
            Runs runs, List<Row> rows, Recommendation recommendation, List<Long> seeds)
            throws RunFailedException, InterruptedException {
        List<Setting> sensitive = sensitive(rows, recommendation.row());
        List<Long> some = seeds.subList(0, Math.min(seeds.size(), MAX_SENSITIVITY_SEEDS));
        double mean = BoundsFinder.startUpSeconds(experiment);
        runs.counter.expectMore(STARTUP_FACTORS.length * sensitive.size() * some.size());
        var answers = new ArrayList<StartUpSensitivity>();
        for (int i = 0; i < STARTUP_FACTORS.length; i++) {
            double seconds = mean > 0 ? STARTUP_FACTORS[i] * mean : STARTUP_SECONDS[i];
            List<Row> under =
                    runs.rows(sensitive, some, setting -> withStartUp(scaledBy(setting), seconds));
            Row best = Recommendation.of(under, List.of()).row();
            answers.add(new StartUpSensitivity(seconds, under, best.setting().label()));
        }
        return answers;
    }

    /** The recommended one, and its neighbours on the front by cost. */
    private static List<Setting> sensitive(List<Row> rows, Row recommended) {
        var settings = new ArrayList<Setting>();
        settings.add(recommended.setting());
        rows.stream()
                .filter(row -> row.pareto() && !row.setting().equals(recommended.setting()))
                .sorted(
                        (a, b) ->
                                Double.compare(distance(a, recommended), distance(b, recommended)))
                .limit(MAX_SENSITIVE - 1L)
                .forEach(row -> settings.add(row.setting()));
        return settings;
    }

    private static double distance(Row row, Row from) {
        return Math.abs(row.replicaSeconds() - from.replicaSeconds());
    }

    private static Experiment withStartUp(Experiment experiment, double seconds) {
        FleetConfig fleet = experiment.fleet();
        SimulatedConfig simulated = fleet == null ? null : fleet.simulated();
        double cv = simulated == null ? 0 : simulated.startup().cv();
        return ExperimentEdits.withStartup(
                experiment,
                new SimulatedConfig.Startup(Duration.ofNanos(Math.round(seconds * 1e9)), cv));
    }

    /** How a setting becomes an experiment. */
    private interface Making {
        Experiment of(Setting setting);
    }

    /** Rows of runs that share a pool. */
    private final class Runs {
        private final RunPool pool;
        private final Counter counter;

        Runs(RunPool pool, Counter counter) {
            this.pool = pool;
            this.counter = counter;
        }

        List<Row> rows(List<Setting> settings, List<Long> seeds, Making making)
                throws RunFailedException, InterruptedException {
            List<Callable<SeedFigures>> runs = new ArrayList<>();
            for (Setting setting : settings) {
                Experiment made = making.of(setting);
                for (long seed : seeds) {
                    Experiment seeded = ExperimentEdits.withSeed(made, seed);
                    runs.add(
                            () -> {
                                SeedFigures figures = trial.run(seeded);
                                counter.ended(setting.label());
                                return figures;
                            });
                }
            }
            List<SeedFigures> figures = pool.all(runs);
            var rows = new LinkedHashMap<Setting, Row>();
            for (int i = 0; i < settings.size(); i++) {
                List<SeedFigures> own = figures.subList(i * seeds.size(), (i + 1) * seeds.size());
                rows.put(settings.get(i), Row.of(settings.get(i), own));
            }
            return List.copyOf(rows.values());
        }
    }

    /** Counts runs for the progress. */
    private static final class Counter {
        private final EvaluationProgress progress;
        private int total;
        private int done;

        Counter(EvaluationProgress progress, int total) {
            this.progress = progress;
            this.total = total;
        }

        synchronized void expectMore(int runs) {
            total += runs;
        }

        synchronized void ended(@Nullable String what) {
            done++;
            progress.ended(done, total, what == null ? "" : what);
        }

        synchronized int done() {
            return done;
        }
    }
}
