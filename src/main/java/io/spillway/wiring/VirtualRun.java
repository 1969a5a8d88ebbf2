package io.spillway.wiring;

import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.SimulatedConfig;
import io.spillway.control.FleetInbox;
import io.spillway.load.RequestOptions;
import io.spillway.policy.PolicyRegistry;
import io.spillway.record.GeneratorHealth;
import io.spillway.record.RecorderSettings;
import io.spillway.record.RunRecorder;
import io.spillway.sim.cluster.ClusterSpec;
import io.spillway.sim.cluster.VirtualCluster;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunRequest;
import io.spillway.study.RunResult;
import io.spillway.study.StartedRun;
import io.spillway.time.VirtualTime;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A run on the virtual clock: one thread, the caller's. */
final class VirtualRun implements StartedRun {

    /** More tasks than any sane run has: a livelock becomes a failure. */
    private static final long MAX_TASKS = 20_000_000_000L;

    private static final int STOP_CHECK_TASKS = 4096;

    private final RunRequest request;
    private final VirtualTime time = new VirtualTime();
    private final RecorderSettings recording;
    private final RunRecorder recorder;
    private final AddressBook addresses;
    private final AssembledRun run;
    private final AtomicBoolean stopRequested = new AtomicBoolean();
    private final Instant startedAt;
    private AssembledRun.@Nullable Ended ended;

    VirtualRun(
            Experiment experiment, RunRequest request, PolicyRegistry policies, Instant startedAt)
            throws RunFailedException {
        this.request = request;
        this.startedAt = startedAt;
        SimulatedConfig simulated = simulated(experiment);
        FleetConfig fleet = experiment.fleet();
        int maxReplicas = fleet == null ? 1 : fleet.maxReplicas();
        var planner = new RunPlanner(experiment);
        ClusterSpec cluster =
                Simulations.cluster(
                        simulated, maxReplicas, experiment.seed(), planner.tokensPerHash());
        RunPlan plan =
                planner.plan(
                        new RunPlanner.Surroundings(
                                "sim",
                                Prompting.tokenIds(),
                                Simulations.facts(cluster),
                                RequestOptions.Api.COMPLETION,
                                experiment.server().modelName(),
                                policies));
        this.recording = plan.recorder();
        this.recorder = recorder(request, plan);
        var inbox = new FleetInbox(time);
        this.addresses = new AddressBook(inbox);
        var world = new VirtualCluster(time, cluster, addresses, recorder::gaps);
        this.run =
                new AssembledRun(
                        plan,
                        request,
                        new AssembledRun.World(
                                time,
                                time,
                                inbox,
                                world,
                                world,
                                world,
                                world,
                                LastLook.NONE,
                                () -> Double.NaN),
                        recorder,
                        over -> ended = over);
        run.start();
    }

    private static SimulatedConfig simulated(Experiment experiment) {
        FleetConfig fleet = experiment.fleet();
        SimulatedConfig simulated = fleet == null ? null : fleet.simulated();
        return simulated == null ? Simulations.DEFAULT : simulated;
    }

    private static RunRecorder recorder(RunRequest request, RunPlan plan)
            throws RunFailedException {
        if (request.folder() == null) {
            return RunRecorder.inMemory(plan.recorder());
        }
        try {
            return RunRecorder.toFolder(request.folder(), plan.recorder());
        } catch (IOException unwritable) {
            throw new RunFailedException(
                    "the results folder %s cannot be written: %s"
                            .formatted(request.folder(), unwritable.getMessage()),
                    unwritable);
        }
    }

    @Override
    public RunResult await() throws InterruptedException {
        AssembledRun.Ended over = ended;
        for (long tasks = 0; over == null; tasks++) {
            if (tasks % STOP_CHECK_TASKS == 0 || stopRequested.get()) {
                heedOutside(tasks);
            }
            if (!time.runNext()) {
                throw new IllegalStateException("nothing is left to do and the run has not ended");
            }
            over = ended;
        }
        return result(over);
    }

    /** Interrupts, stop requests and the bound on tasks, looked at now and then. */
    private void heedOutside(long tasks) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the run was interrupted");
        }
        if (stopRequested.compareAndSet(true, false)) {
            run.stop();
        }
        if (tasks > MAX_TASKS) {
            throw new IllegalStateException(
                    "%d tasks and no end at %d ns".formatted(tasks, time.nanos()));
        }
    }

    private RunResult result(AssembledRun.Ended over) {
        List<String> doubts = List.of();
        try {
            recorder.close();
        } catch (IOException e) {
            doubts = List.of("the results files are incomplete: " + e.getMessage());
        }
        return new RunResult(
                request.id(),
                startedAt,
                over.ending(),
                over.measurements(),
                addresses.addresses(),
                GeneratorHealth.UNMEASURED,
                RunResult.Servers.SILENT,
                doubts,
                List.of(),
                request.folder());
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public RecorderSettings recording() {
        return recording;
    }

    @Override
    public void stop() {
        stopRequested.set(true);
    }

    @Override
    public void stopAfterDrain() {
        stop();
    }

    @Override
    public void pause(boolean paused) {
        throw new UnsupportedOperationException("a virtual run is not paused: nobody waits for it");
    }

    @Override
    public void scaleTo(int replicas, String reason) {
        throw new UnsupportedOperationException("a virtual run is not steered by hand");
    }
}
