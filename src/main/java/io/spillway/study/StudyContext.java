package io.spillway.study;

import io.spillway.analysis.RunSummary;
import io.spillway.config.Experiment;
import io.spillway.fleet.RunId;

import java.util.function.Consumer;

/**
 * What a study works with.
 *
 * @param id of every run of the study, so that what one run leaves behind the next one adopts
 * @param clock of every run
 * @param keepBetweenRuns whether a run leaves its replicas to the next one; whoever asks for that
 *     cleans up when the study is interrupted
 * @param progress takes one line for people at a time, from the thread that runs the study
 */
public record StudyContext(
        ExperimentRunner runner,
        RunId id,
        Experiment.Clock clock,
        RunSummary.Environment environment,
        boolean keepBetweenRuns,
        Consumer<String> progress) {

    /** On the virtual clock, where nothing outlives its run. */
    public static StudyContext virtual(
            ExperimentRunner runner,
            RunId id,
            RunSummary.Environment environment,
            Consumer<String> progress) {
        return new StudyContext(runner, id, Experiment.Clock.VIRTUAL, environment, false, progress);
    }

    /** A run in memory. */
    public RunRequest inMemory(RunListener listener) {
        return new RunRequest(id, clock, null, keepBetweenRuns, listener);
    }
}
