package io.spillway.wiring;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Summaries;
import io.spillway.analysis.SummarySettings;
import io.spillway.analysis.VerdictInputs;
import io.spillway.config.Experiment;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.ScalingConfig;
import io.spillway.fleet.ReplicaId;
import io.spillway.record.GeneratorHealth;
import io.spillway.study.ExperimentRunner;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunRequest;
import io.spillway.study.RunResult;
import io.spillway.study.RunSummaries;
import io.spillway.study.StartedRun;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One run with everything around it: its folder, its summary, its reports. */
public final class RunSession {

    private final LoadedExperiment loaded;
    private final RunRequest request;
    private final String version;
    private final StartedRun run;

    /**
     * What a finished run comes to. {@code problems} are sentences about files that could not be
     * written.
     */
    public record Finished(RunSummary summary, RunResult result, List<String> problems) {}

    private RunSession(
            LoadedExperiment loaded, RunRequest request, String version, StartedRun run) {
        this.loaded = loaded;
        this.request = request;
        this.version = version;
        this.run = run;
    }

    /** Prepares the folder, sets the run up and starts it. */
    public static RunSession start(
            ExperimentRunner runner, LoadedExperiment loaded, RunRequest request, String version)
            throws RunFailedException {
        StartedRun run = runner.start(loaded.experiment(), request);
        var session = new RunSession(loaded, request, version, run);
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
        if (request.folder() != null) {
            try {
                ResultsFolder.finish(
                        request.folder(), summary, result.measurements(), loaded.experiment());
            } catch (IOException unwritable) {
                problems.add("the reports could not be written: " + unwritable.getMessage());
            }
        }
        return new Finished(summary, result, problems);
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
                new RunSummary.Environment(
                        version,
                        Runtime.version().toString(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name") + " " + System.getProperty("os.version")),
                RunSummaries.targets(experiment.slo()),
                experiment.api().streaming(),
                windowed,
                scaling == null ? null : scaling.policy().type(),
                addresses,
                health,
                VerdictInputs.NONE);
    }
}
