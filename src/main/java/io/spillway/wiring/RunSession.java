package io.spillway.wiring;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Summaries;
import io.spillway.analysis.SummarySettings;
import io.spillway.analysis.VerdictInputs;
import io.spillway.config.DashboardConfig;
import io.spillway.config.Experiment;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.ScalingConfig;
import io.spillway.fleet.ReplicaId;
import io.spillway.record.GeneratorHealth;
import io.spillway.storage.StorageException;
import io.spillway.study.ExperimentRunner;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunRequest;
import io.spillway.study.RunResult;
import io.spillway.study.RunSummaries;
import io.spillway.study.StartedRun;

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

    private final LoadedExperiment loaded;
    private final RunRequest request;
    private final String version;
    private final StartedRun run;
    private final @Nullable LiveDashboard dashboard;

    /**
     * What a finished run comes to.
     *
     * @param stored a sentence about where its files went beside the folder; null for nowhere
     * @param problems sentences about files that could not be written or stored
     */
    public record Finished(
            RunSummary summary, RunResult result, @Nullable String stored, List<String> problems) {}

    private RunSession(
            LoadedExperiment loaded,
            RunRequest request,
            String version,
            StartedRun run,
            @Nullable LiveDashboard dashboard) {
        this.loaded = loaded;
        this.request = request;
        this.version = version;
        this.run = run;
        this.dashboard = dashboard;
    }

    /** Prepares the folder, sets the run up and starts it. */
    public static RunSession start(
            ExperimentRunner runner, LoadedExperiment loaded, RunRequest request, String version)
            throws RunFailedException {
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
        var session = new RunSession(loaded, request, version, run, dashboard);
        if (request.folder() != null) {
            try {
                ResultsFolder.begin(
                        request.folder(),
                        loaded.yaml(),
                        session.settings(Instant.now(), GeneratorHealth.UNMEASURED, Map.of()),
                        run.recording());
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
        SummarySettings settings = settings(result.startedAt(), result.health(), addresses);
        RunSummary summary =
                Summaries.of(result.measurements(), settings).withDoubts(result.doubts());
        List<String> problems = new ArrayList<>();
        String stored = null;
        if (request.folder() != null) {
            try {
                ResultsFolder.finish(
                        request.folder(), summary, result.measurements(), loaded.experiment());
            } catch (IOException unwritable) {
                problems.add("the reports could not be written: " + unwritable.getMessage());
            }
            try {
                stored =
                        ResultsUpload.store(
                                loaded.experiment().storage(), request.folder(), result);
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
        return new Finished(summary, result, stored, problems);
    }

    private SummarySettings settings(
            Instant startedAt, GeneratorHealth health, Map<ReplicaId, String> addresses) {
        Experiment experiment = loaded.experiment();
        ScalingConfig scaling = experiment.scaling();
        boolean windowed =
                !experiment.report().warmUp().isZero() || !experiment.report().coolDown().isZero();
        RunSummary.Clock clock =
                switch (request.clock()) {
                    case LIVE -> RunSummary.Clock.LIVE;
                    case VIRTUAL -> RunSummary.Clock.VIRTUAL;
                };
        return new SummarySettings(
                new RunSummary.Identity(request.id().value(), startedAt, clock, experiment.seed()),
                Machine.environment(version),
                RunSummaries.targets(experiment.slo()),
                experiment.api().streaming(),
                windowed,
                scaling == null ? null : scaling.policy().type(),
                addresses,
                health,
                VerdictInputs.NONE);
    }
}
