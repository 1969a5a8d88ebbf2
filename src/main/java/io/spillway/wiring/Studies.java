package io.spillway.wiring;

import io.spillway.analysis.RunSummary;
import io.spillway.config.Experiment;
import io.spillway.fleet.RunId;
import io.spillway.policy.PolicyRegistry;
import io.spillway.policy.external.OwnPolicies;
import io.spillway.study.StudyContext;
import io.spillway.study.evaluate.Evaluation;
import io.spillway.study.sweep.Sweep;

import java.util.function.Consumer;

/** Sets studies up over the wiring's runner. */
public final class Studies {

    private final RunId id;
    private final RunSummary.Environment environment;
    private final Consumer<String> progress;

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
        var context =
                new StudyContext(
                        new Wiring(),
                        id,
                        clock,
                        environment,
                        clock == Experiment.Clock.LIVE,
                        progress);
        return new Sweep(context, experiment);
    }

    /** A comparison of policy settings, on the virtual clock. */
    public Evaluation evaluation(Experiment experiment) {
        PolicyRegistry policies = OwnPolicies.registry();
        return new Evaluation(
                StudyContext.virtual(new Wiring(policies), id, environment, progress),
                experiment,
                policies);
    }
}
