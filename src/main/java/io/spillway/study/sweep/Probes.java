package io.spillway.study.sweep;

import io.spillway.config.Experiment;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunEnding;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunListener;
import io.spillway.study.RunResult;
import io.spillway.study.StartedRun;
import io.spillway.study.StudyContext;

/**
 * Makes the runs of a search, one after the other. Live servers may outlive a run and remember its
 * prompts: each live run has a seed of its own. Virtual runs share the experiment's, so that two
 * rates are compared on the same draws.
 */
final class Probes {
    private final StudyContext context;
    private int runs;

    Probes(StudyContext context) {
        this.context = context;
    }

    /** A listener that ends its run when it has seen enough. */
    interface Watch extends RunListener {

        /** The run to stop. */
        void watch(StartedRun run);
    }

    StudyContext context() {
        return context;
    }

    RunResult run(Experiment experiment, Watch watch)
            throws RunFailedException, InterruptedException {
        long shift =
                switch (context.clock()) {
                    case LIVE -> runs;
                    case VIRTUAL -> 0;
                };
        runs++;
        Experiment seeded = ExperimentEdits.withSeed(experiment, experiment.seed() + shift);
        StartedRun run = context.runner().start(seeded, context.inMemory(watch));
        watch.watch(run);
        RunResult result = run.await();
        if (result.ending() instanceof RunEnding.Failed failed) {
            throw new RunFailedException(failed.reason());
        }
        return result;
    }
}
