package io.spillway.wiring;

import io.spillway.analysis.RunSummary;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.fleet.RunId;
import io.spillway.policy.PolicyRegistry;
import io.spillway.policy.external.OwnPolicies;
import io.spillway.study.RunFailedException;
import io.spillway.study.StudyContext;
import io.spillway.study.compare.SizeComparison;
import io.spillway.study.evaluate.Evaluation;
import io.spillway.study.sweep.Sweep;

import java.util.function.Consumer;

/**
 * Sets studies up over the wiring's runner. Between the runs of a live study replicas stay; closing
 * lets them go.
 */
public final class Studies implements AutoCloseable {

    private final RunId id;
    private final RunSummary.Environment environment;
    private final Consumer<String> progress;
    private final PolicyRegistry policies = OwnPolicies.registry();
    private final StudyRunner runner = new StudyRunner(policies);

    /**
     * @param progress hears one sentence at a time about what is going on
     */
    public Studies(RunId id, String version, Consumer<String> progress) {
        this.id = id;
        this.environment = Machine.environment(version);
        this.progress = progress;
    }

    /** A search for saturation. */
    public Sweep sweep(Experiment experiment, Experiment.Clock clock) {
        return new Sweep(context(experiment, clock), experiment);
    }

    /** One replica against several. */
    public SizeComparison comparison(
            Experiment experiment, Experiment.Clock clock, SizeComparison.Request request) {
        return new SizeComparison(context(experiment, clock), experiment, request);
    }

    /** A comparison of policy settings, on the virtual clock. */
    public Evaluation evaluation(Experiment experiment) {
        return new Evaluation(
                StudyContext.virtual(runner, id, environment, progress), experiment, policies);
    }

    /** Replicas of the embedded fleet are started in no time, and never outlive their run. */
    private StudyContext context(Experiment experiment, Experiment.Clock clock) {
        FleetConfig fleet = experiment.fleet();
        boolean embedded = fleet != null && fleet.actuator() == FleetConfig.Actuator.SIMULATED;
        boolean keep = clock == Experiment.Clock.LIVE && !embedded;
        return new StudyContext(runner, id, clock, environment, keep, progress);
    }

    /** Ends what is going on; any thread. */
    public void stop() {
        runner.stop();
    }

    /** Whether {@link #stop} was called. */
    public boolean isStopped() {
        return runner.isStopped();
    }

    @Override
    public void close() throws RunFailedException, InterruptedException {
        runner.close();
    }
}
