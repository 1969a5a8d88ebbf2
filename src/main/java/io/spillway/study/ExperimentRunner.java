package io.spillway.study;

import io.spillway.config.Experiment;

/** Runs experiments. */
public interface ExperimentRunner {

    /**
     * Sets a run up and starts it.
     *
     * @throws io.spillway.config.ConfigException when the experiment itself is wrong
     * @throws RunFailedException when it cannot even begin: a file that cannot be read, a port that
     *     is taken
     */
    StartedRun start(Experiment experiment, RunRequest request) throws RunFailedException;

    /** Starts it and sees it through. */
    default RunResult run(Experiment experiment, RunRequest request)
            throws RunFailedException, InterruptedException {
        return start(experiment, request).await();
    }
}
