package io.spillway.wiring;

import io.spillway.config.Experiment;
import io.spillway.config.LoadConfig;
import io.spillway.policy.PolicyRegistry;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.ExperimentRunner;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunListener;
import io.spillway.study.RunRequest;
import io.spillway.study.StartedRun;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * Runs the runs of a study, of which the replicas may outlive each but the last: {@link #close}
 * lets them go. {@link #stop} may be called by any thread; the rest by the one that runs the study.
 */
final class StudyRunner implements ExperimentRunner {

    private final ExperimentRunner runner;
    private @Nullable StartedRun current;
    private @Nullable Experiment keptExperiment;
    private @Nullable RunRequest keptRequest;
    private boolean stopped;

    StudyRunner(PolicyRegistry policies) {
        this.runner = new Wiring(policies);
    }

    @Override
    public StartedRun start(Experiment experiment, RunRequest request) throws RunFailedException {
        synchronized (this) {
            if (stopped) {
                throw new RunFailedException("it was interrupted");
            }
            if (request.keep()) {
                keptExperiment = experiment;
                keptRequest = request;
            }
        }
        StartedRun run = runner.start(experiment, request);
        synchronized (this) {
            current = run;
            if (stopped) {
                run.stop();
            }
        }
        return run;
    }

    /** Ends the run that is going on, and refuses others. */
    synchronized void stop() {
        stopped = true;
        if (current != null) {
            current.stop();
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** One request more, by a run that adopts what is there and leaves nothing. */
    void close() throws RunFailedException, InterruptedException {
        Experiment experiment = keptExperiment;
        RunRequest request = keptRequest;
        if (experiment == null || request == null) {
            return;
        }
        keptExperiment = null;
        Experiment last =
                ExperimentEdits.withRates(
                        experiment,
                        List.of(ExperimentEdits.stage(1, Duration.ofSeconds(1))),
                        LoadConfig.Type.CONSTANT,
                        LoadConfig.Arrivals.CONSTANT);
        runner.run(
                last, new RunRequest(request.id(), request.clock(), null, false, RunListener.NONE));
    }
}
