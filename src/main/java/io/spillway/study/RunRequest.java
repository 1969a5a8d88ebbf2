package io.spillway.study;

import io.spillway.config.Experiment;
import io.spillway.fleet.RunId;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * How to run an experiment.
 *
 * @param clock live or virtual
 * @param folder where its files go; null keeps the run in memory
 * @param keep whether what the run started is left running
 */
public record RunRequest(
        RunId id,
        Experiment.Clock clock,
        @Nullable Path folder,
        boolean keep,
        RunListener listener) {

    /** The same run, watched by somebody else, who passes on what the first listener wants. */
    public RunRequest watchedBy(RunListener other) {
        return new RunRequest(id, clock, folder, keep, other);
    }

    /** A run on the virtual clock that leaves no files: what studies are made of. */
    public static RunRequest inMemory(RunId id) {
        return new RunRequest(id, Experiment.Clock.VIRTUAL, null, false, RunListener.NONE);
    }
}
