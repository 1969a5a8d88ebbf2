package io.spillway.wiring;

import io.spillway.control.ControlLoop;
import io.spillway.control.ControlPorts;
import io.spillway.control.FleetInbox;
import io.spillway.control.StartListener;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.HealthProbe;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaMetrics;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunEvents;
import io.spillway.load.CircuitBreaker;
import io.spillway.load.DriverListener;
import io.spillway.load.LoadDriver;
import io.spillway.load.RequestTransport;
import io.spillway.policy.ScalingPolicy;
import io.spillway.record.Measurements;
import io.spillway.record.RequestRecord;
import io.spillway.record.RequestRecorder;
import io.spillway.record.RunRecorder;
import io.spillway.record.SecondRow;
import io.spillway.record.Tick;
import io.spillway.study.RunEnding;
import io.spillway.study.RunListener;
import io.spillway.study.RunRequest;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * One run, put together: driver, control loop, recorder, and the ticking of seconds. Live and
 * virtual runs are both made here; they differ in what {@link World} holds.
 *
 * <p>Life: the first replicas start; when the minimum is ready, the load begins at the next whole
 * second; when the load has ended, the fleet is let go. Fields are confined to the control thread.
 */
final class AssembledRun {

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** How long a stopped run waits for what is in flight before it cancels it. */
    private static final long STOP_WAIT_NANOS = 2 * SECOND_NANOS;

    /** Schedulers and adapters of one clock. */
    record World(
            Scheduler driverScheduler,
            Scheduler controlScheduler,
            FleetInbox inbox,
            RequestTransport transport,
            ReplicaMetrics metrics,
            HealthProbe probe,
            Actuator actuator,
            LastLook lastLook,
            DoubleSupplier loopLagP99Seconds) {}

    private final RunRequest request;
    private final World world;
    private final Scheduler scheduler;
    private final RunRecorder recorder;
    private final RunEvents events;
    private final LoadDriver driver;
    private final ScalingPolicy policy;
    private final ControlLoop loop;
    private final Consumer<Ended> ended;

    private volatile Map<ReplicaId, Double> expectedShares = Map.of();
    private long ticked;
    private boolean loadBegan;

    /** How it is to end, where that is before the load's own end. */
    private @Nullable RunEnding wanted;

    private @Nullable RunEnding ending;
    private @Nullable Cancellable stopTimer;

    /** What is left when it is over. */
    record Ended(RunEnding ending, Measurements measurements, List<ReplicaId> leftBehind) {}

    AssembledRun(
            RunPlan plan,
            RunRequest request,
            World world,
            RunRecorder recorder,
            Consumer<Ended> ended) {
        this.request = request;
        this.world = world;
        this.scheduler = world.controlScheduler;
        this.recorder = recorder;
        this.ended = ended;
        this.policy = plan.policy();
        this.events =
                event -> {
                    recorder.on(event);
                    request.listener().event(event);
                };
        var parts =
                new LoadDriver.Parts(
                        world.driverScheduler,
                        plan.shape(),
                        plan.prompts(),
                        plan.balancer(),
                        world.transport,
                        heard(recorder, plan, request.listener()),
                        driverListener());
        this.driver = new LoadDriver(parts, plan.driver());
        var ports =
                new ControlPorts(
                        plan.policy(),
                        world.actuator,
                        world.metrics,
                        world.probe,
                        driver,
                        plan.weights(),
                        events);
        this.loop = new ControlLoop(scheduler, plan.control(), ports, world.inbox);
    }

    /** The recorder, and whoever wants to hear of single requests. */
    private RequestRecorder heard(RunRecorder all, RunPlan plan, RunListener listener) {
        RequestRecorder heard = all;
        if (listener.wantsRequests()) {
            heard = new ToldRecorder(heard, listener::request);
        }
        if (!plan.breakers().isEmpty()) {
            heard =
                    new ToldRecorder(
                            heard, ended -> scheduler.execute(() -> judge(plan.breakers(), ended)));
        }
        return heard;
    }

    private void judge(List<CircuitBreaker> breakers, RequestRecord request) {
        for (CircuitBreaker breaker : breakers) {
            String why = breaker.hear(request);
            if (why != null && ending == null && wanted == null) {
                events.on(new RunEvent.LoadCut(scheduler.nanos(), why));
                end(new RunEnding.Completed());
            }
        }
    }

    private DriverListener driverListener() {
        return new DriverListener() {
            @Override
            public void stageStarted(long nanos, int stage, double requestedRate) {
                scheduler.execute(
                        () -> events.on(new RunEvent.StageStarted(nanos, stage, requestedRate)));
            }

            @Override
            public void firstRouted(ReplicaId replica, long nanos) {
                loop.firstRouted(replica, nanos);
            }

            @Override
            public void firstToken(ReplicaId replica, long nanos) {
                loop.firstToken(replica, nanos);
            }

            @Override
            public void finished(long nanos) {
                scheduler.execute(() -> finish(new RunEnding.Completed(), nanos));
            }
        };
    }

    /** Starts the fleet; everything else follows from events. */
    void start() {
        scheduler.execute(
                () -> {
                    armTick();
                    loop.startInitial(
                            request.id(),
                            new StartListener() {
                                @Override
                                public void ready() {
                                    beginLoad();
                                }

                                @Override
                                public void failed(String reason) {
                                    end(new RunEnding.Failed(reason));
                                }
                            });
                });
    }

    private void beginLoad() {
        long now = scheduler.nanos();
        long zero = Math.ceilDiv(now + 1, SECOND_NANOS) * SECOND_NANOS;
        loop.watch(zero);
        loadBegan = true;
        long period = request.listener().inFlightPeriod().toNanos();
        if (period > 0) {
            armInFlight(zero, period);
        }
        Cancellable _ =
                world.driverScheduler.at(
                        zero,
                        () -> {
                            recorder.loadStarted(zero);
                            driver.start();
                        });
    }

    private void armInFlight(long atNanos, long periodNanos) {
        Cancellable _ =
                scheduler.at(
                        atNanos,
                        () -> {
                            if (ending == null) {
                                request.listener().inFlight(scheduler.nanos(), driver.inFlight());
                                armInFlight(atNanos + periodNanos, periodNanos);
                            }
                        });
    }

    /** Stops sending, waits for what is in flight, cancels what does not end, and finishes. */
    void stop() {
        scheduler.execute(() -> end(new RunEnding.Stopped()));
    }

    private void end(RunEnding how) {
        if (ending != null || stopTimer != null) {
            return;
        }
        wanted = how;
        if (!loadBegan) {
            finish(how, scheduler.nanos());
            return;
        }
        stopTimer = scheduler.after(STOP_WAIT_NANOS, () -> cancelThenFinish(how));
        driver.stop();
    }

    private void cancelThenFinish(RunEnding how) {
        driver.cancelAll();
        Cancellable _ = scheduler.after(SECOND_NANOS / 2, () -> finish(how, scheduler.nanos()));
    }

    /** Puts a sentence into the event log. */
    void note(RunEvent.Level level, String text) {
        scheduler.execute(() -> events.on(new RunEvent.Note(scheduler.nanos(), level, text)));
    }

    /** Sends nothing more; what is in flight ends by itself. */
    void stopAfterDrain() {
        scheduler.execute(
                () -> {
                    wanted = new RunEnding.Stopped();
                    if (loadBegan) {
                        driver.stop();
                    } else {
                        finish(new RunEnding.Stopped(), scheduler.nanos());
                    }
                });
    }

    void pause(boolean paused) {
        driver.pause(paused);
    }

    void scaleTo(int replicas, String reason) {
        loop.requestScale(replicas, reason);
    }

    /** Any thread. */
    FleetObservation observation() {
        return loop.observation();
    }

    private void armTick() {
        long due = (ticked + 1) * SECOND_NANOS;
        Cancellable _ =
                world.driverScheduler.at(due, () -> expectedShares = driver.expectedShares());
        Cancellable _ = scheduler.at(due, () -> tickAt(due));
    }

    private void tickAt(long dueNanos) {
        if (ending != null) {
            return;
        }
        tick(dueNanos);
        ticked++;
        armTick();
    }

    private void tick(long atNanos) {
        var tick =
                new Tick(
                        atNanos,
                        driver.inFlight(),
                        driver.held(),
                        loop.observation().replicas(),
                        expectedShares,
                        world.loopLagP99Seconds.getAsDouble());
        SecondRow row = recorder.tick(tick);
        request.listener().second(row);
    }

    private void finish(RunEnding how, long nanos) {
        if (ending != null) {
            return;
        }
        RunEnding early = wanted;
        RunEnding reported = early != null && how instanceof RunEnding.Completed ? early : how;
        ending = reported;
        if (stopTimer != null) {
            stopTimer.cancel();
        }
        if (nanos > ticked * SECOND_NANOS) {
            tick(nanos);
        }
        Measurements measurements = recorder.measurements(nanos);
        loop.rest();
        List<ReplicaId> replicas =
                loop.observation().replicas().stream().map(ReplicaView::id).toList();
        boolean patient = reported instanceof RunEnding.Completed;
        world.lastLook.look(
                new LastLook.Over(replicas, patient), () -> letGo(reported, measurements));
    }

    private void letGo(RunEnding how, Measurements measurements) {
        policy.close();
        loop.shutdown(request.keep(), left -> ended.accept(new Ended(how, measurements, left)));
    }
}
