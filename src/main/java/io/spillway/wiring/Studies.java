package io.spillway.wiring;

import io.spillway.analysis.RunSummary;
import io.spillway.config.ClusterConfig;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.fleet.RunId;
import io.spillway.policy.PolicyRegistry;
import io.spillway.policy.external.OwnPolicies;
import io.spillway.study.RunFailedException;
import io.spillway.study.StudyContext;
import io.spillway.study.compare.SizeComparison;
import io.spillway.study.evaluate.Evaluation;
import io.spillway.study.evaluate.KubernetesExport;
import io.spillway.study.evaluate.KubernetesManifest;
import io.spillway.study.evaluate.KubernetesWorkload;
import io.spillway.study.evaluate.Setting;
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

    /** The autoscaler of a cluster that decides as a setting did, for the experiment's workload. */
    public static KubernetesManifest manifest(Experiment experiment, Setting setting) {
        FleetConfig fleet = experiment.fleet();
        ClusterConfig.Workload workload = fleet == null ? null : fleet.kubernetes();
        String[] named =
                workload == null
                        ? new String[] {"deployment", "vllm"}
                        : workload.workload().split("/", 2);
        String namespace = workload == null ? null : workload.cluster().namespace();
        return KubernetesExport.of(
                setting,
                new KubernetesWorkload(
                        named[0].equalsIgnoreCase("statefulset") ? "StatefulSet" : "Deployment",
                        named[named.length - 1],
                        namespace == null ? "default" : namespace,
                        fleet == null ? 1 : fleet.minReplicas(),
                        fleet == null ? 1 : fleet.maxReplicas(),
                        KubernetesWorkload.DEFAULT_PROMETHEUS),
                OwnPolicies.registry());
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
    public void close() throws RunFailedException {
        try {
            runner.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RunFailedException(
                    "interrupted before the replicas were let go: spillway cleanup --run " + id,
                    interrupted);
        }
    }
}
