package io.spillway.wiring;

import io.spillway.analysis.Judgement;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.ServerView;
import io.spillway.analysis.SteadyState;
import io.spillway.analysis.SteadyStats;
import io.spillway.analysis.Summaries;
import io.spillway.analysis.SummarySettings;
import io.spillway.analysis.VerdictInputs;
import io.spillway.config.DashboardConfig;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.ScalingConfig;
import io.spillway.fleet.ReplicaId;
import io.spillway.record.GeneratorHealth;
import io.spillway.record.RecorderSettings;
import io.spillway.record.RunFolder;
import io.spillway.report.Judging;
import io.spillway.report.RunStart;
import io.spillway.storage.StorageException;
import io.spillway.study.ExperimentRunner;
import io.spillway.study.RunEnding;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunRequest;
import io.spillway.study.RunResult;
import io.spillway.study.RunSummaries;
import io.spillway.study.StartedRun;
import io.spillway.study.WrongSettingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run with everything around it: its folder, its summary, its reports. */
public final class RunSession {

    /** In the place of a policy, where somebody else scales. */
    private static final String OBSERVED = "observed";

    private final LoadedExperiment loaded;
    private final RunRequest request;
    private final Context context;
    private final VerdictInputs inputs;
    private final StartedRun run;
    private final @Nullable LiveDashboard dashboard;

    /**
     * Around the run.
     *
     * @param version of this program
     * @param inputs what earlier runs tell about this one
     */
    public record Context(String version, VerdictInputs inputs, Besides besides) {
        /** A run on its own. */
        public static Context of(String version) {
            return new Context(version, VerdictInputs.NONE, _ -> Map.of());
        }
    }

    /**
     * What else belongs into the folder of a finished run, before that is stored anywhere: texts by
     * file name.
     */
    @FunctionalInterface
    public interface Besides {
        Map<String, String> of(RunSummary summary);
    }

    /**
     * What a finished run comes to.
     *
     * @param judgement what scaling was worth; null when a replica's capacity is not known
     * @param stored a sentence about where its files went beside the folder; null for nowhere
     * @param problems sentences about files that could not be written or stored
     */
    public record Finished(
            RunSummary summary,
            RunResult result,
            @Nullable Judgement judgement,
            @Nullable String stored,
            List<String> problems) {}

    private RunSession(
            LoadedExperiment loaded,
            RunRequest request,
            Context context,
            VerdictInputs inputs,
            StartedRun run,
            @Nullable LiveDashboard dashboard) {
        this.loaded = loaded;
        this.request = request;
        this.context = context;
        this.inputs = inputs;
        this.run = run;
        this.dashboard = dashboard;
    }

    /** Prepares the folder, sets the run up and starts it. */
    public static RunSession start(
            ExperimentRunner runner, LoadedExperiment loaded, RunRequest request, Context context)
            throws RunFailedException {
        VerdictInputs inputs = inputs(context, loaded.experiment());
        LiveDashboard dashboard = dashboard(loaded.experiment(), request);
        RunRequest watched = dashboard == null ? request : request.watchedBy(dashboard);
        StartedRun run;
        try {
            run = runner.start(loaded.experiment(), watched);
        } catch (RunFailedException failed) {
            if (dashboard != null) {
                dashboard.close();
            }
            throw failed;
        }
        if (dashboard != null) {
            dashboard.steers(run);
        }
        var session = new RunSession(loaded, request, context, inputs, run, dashboard);
        if (request.folder() != null) {
            try {
                ResultsFolder.begin(
                        request.folder(),
                        loaded.yaml(),
                        new RunStart(
                                session.settings(
                                        run.startedAt(),
                                        GeneratorHealth.UNMEASURED,
                                        Map.of(),
                                        inputs),
                                run.recording()));
            } catch (IOException unwritable) {
                run.stop();
                throw new RunFailedException(
                        "the results folder %s cannot be written: %s"
                                .formatted(request.folder(), unwritable.getMessage()),
                        unwritable);
            }
        }
        return session;
    }

    private static @Nullable LiveDashboard dashboard(Experiment experiment, RunRequest request)
            throws RunFailedException {
        DashboardConfig config = experiment.dashboard();
        if (config == null || request.clock() != Experiment.Clock.LIVE) {
            return null;
        }
        try {
            LiveDashboard dashboard = LiveDashboard.start(config, experiment, request);
            request.listener().dashboard(dashboard.url());
            return dashboard;
        } catch (IOException | IllegalArgumentException unusable) {
            throw new RunFailedException("dashboard: " + unusable.getMessage(), unusable);
        }
    }

    /** Where the live page is, if there is one. */
    public Optional<URI> dashboardUrl() {
        return Optional.ofNullable(dashboard).map(LiveDashboard::url);
    }

    /** The controls of the run. */
    public StartedRun run() {
        return run;
    }

    /** Sees the run through, sums it up and writes the reports. */
    public Finished finish() throws InterruptedException {
        RunResult result = run.await();
        Map<ReplicaId, String> addresses = result.addresses();
        List<String> problems = new ArrayList<>();
        SummarySettings settings =
                settings(
                        result.startedAt(),
                        result.health(),
                        addresses,
                        inputs.with(result.servers().routes()));
        RunSummary alone =
                Summaries.of(result.measurements(), settings).withDoubts(result.doubts());
        RunSummary summary = alone.with(beside(alone, result, settings));
        Judgement judgement = null;
        String stored = null;
        if (request.folder() != null) {
            try {
                var start = new RunStart(settings, run.recording(), judging(result.ending()));
                judgement =
                        ResultsFolder.finish(
                                request.folder(),
                                start,
                                new ResultsFolder.Outcome(summary, result),
                                loaded.experiment());
                ResultsFolder.add(request.folder(), context.besides.of(summary));
            } catch (IOException unwritable) {
                problems.add("the reports could not be written: " + unwritable.getMessage());
            }
            try {
                stored =
                        ResultsUpload.store(
                                loaded.experiment().storage(),
                                request.folder(),
                                result.id(),
                                result.ending() instanceof RunEnding.Stopped);
            } catch (StorageException failed) {
                problems.add(failed.getMessage());
            }
        }
        if (dashboard != null) {
            Path folder = request.folder();
            dashboard.ended(
                    result.ending(),
                    folder == null ? null : folder.resolve("report.html").toString());
            dashboard.close();
        }
        return new Finished(summary, result, judgement, stored, problems);
    }

    /** What earlier runs and the configuration tell; read first, so that nothing runs in vain. */
    private static VerdictInputs inputs(Context context, Experiment experiment)
            throws WrongSettingException {
        try {
            return VerdictFacts.add(context.inputs, experiment.report().verdicts());
        } catch (IOException unreadable) {
            throw new WrongSettingException(String.valueOf(unreadable.getMessage()), unreadable);
        }
    }

    /**
     * After the load, which it must not disturb, and not while somebody waits for the end; null
     * when a replica's capacity is not known.
     */
    private @Nullable Judging judging(RunEnding ending) throws InterruptedException {
        if (!(ending instanceof RunEnding.Completed)) {
            return null;
        }
        try {
            return ReplicaCapacity.judging(
                    loaded.experiment(), request.clock(), Machine.environment(context.version));
        } catch (RunFailedException unmeasured) {
            return null;
        }
    }

    /**
     * What the servers say, held against the summary, and the steady part where it is asked for.
     */
    private RunSummary.Beside beside(RunSummary alone, RunResult result, SummarySettings settings) {
        List<ServerView> servers =
                result.servers().whole().stream().map(view -> view.against(alone)).toList();
        return new RunSummary.Beside(steady(settings, result), servers);
    }

    private RunSummary.@Nullable Steady steady(SummarySettings settings, RunResult result) {
        Path folder = request.folder();
        if (folder == null || !loaded.experiment().report().steadyState()) {
            return null;
        }
        try {
            RunFolder opened = RunFolder.open(folder);
            SteadyState window = SteadyState.find(opened.seconds());
            if (window == null) {
                return null;
            }
            long start = result.measurements().clock().loadStartNanos();
            var within =
                    new RecorderSettings(
                            run.recording().stages(),
                            window.since(start),
                            run.recording().limits());
            return SteadyStats.of(window, opened.measurements(within), settings);
        } catch (IOException unreadable) {
            // The folder's own problem, which the report names.
            return null;
        }
    }

    private SummarySettings settings(
            Instant startedAt,
            GeneratorHealth health,
            Map<ReplicaId, String> addresses,
            VerdictInputs inputs) {
        Experiment experiment = loaded.experiment();
        boolean windowed =
                !experiment.report().warmUp().isZero() || !experiment.report().coolDown().isZero();
        RunSummary.Clock clock =
                switch (request.clock()) {
                    case LIVE -> RunSummary.Clock.LIVE;
                    case VIRTUAL -> RunSummary.Clock.VIRTUAL;
                };
        return new SummarySettings(
                new RunSummary.Identity(request.id().value(), startedAt, clock, experiment.seed()),
                Machine.environment(context.version),
                RunSummaries.targets(experiment.slo()),
                experiment.api().streaming(),
                windowed,
                policy(experiment),
                addresses,
                health,
                inputs);
    }

    /** Who scales; null when nobody does. */
    private @Nullable String policy(Experiment experiment) {
        FleetConfig fleet = experiment.fleet();
        boolean live = request.clock() == Experiment.Clock.LIVE;
        if (live && fleet != null && fleet.actuator() == FleetConfig.Actuator.OBSERVE) {
            return OBSERVED;
        }
        ScalingConfig scaling = experiment.scaling();
        return scaling == null ? null : scaling.policy().type();
    }
}
