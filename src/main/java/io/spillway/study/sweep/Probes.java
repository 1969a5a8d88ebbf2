package io.spillway.study.sweep;

import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunEnding;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunListener;
import io.spillway.study.RunResult;
import io.spillway.study.StartedRun;
import io.spillway.study.StudyContext;

/**
 * Makes the runs of a search, one after the other. Servers that outlive a run may remember its
 * prompts: each run on them has a seed of its own. Simulated ones do not, on either clock: their
 * runs share the experiment's seed, so that two rates are compared on the same draws.
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
        long shift = serversRemember(experiment) ? runs : 0;
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

    private boolean serversRemember(Experiment experiment) {
        FleetConfig fleet = experiment.fleet();
        boolean simulated = fleet != null && fleet.actuator() == FleetConfig.Actuator.SIMULATED;
        return context.clock() == Experiment.Clock.LIVE && !simulated;
    }
}
