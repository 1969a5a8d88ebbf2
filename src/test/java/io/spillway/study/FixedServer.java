package io.spillway.study;

import io.spillway.arrival.ArrivalLaw;
import io.spillway.arrival.LoadShape;
import io.spillway.arrival.LoadShapes;
import io.spillway.arrival.LoadSpec;
import io.spillway.arrival.RateProfile;
import io.spillway.arrival.StageSpec;
import io.spillway.balance.BalancerSpec;
import io.spillway.balance.Balancers;
import io.spillway.balance.Target;
import io.spillway.balance.Traffic;
import io.spillway.config.Experiment;
import io.spillway.config.LoadConfig;
import io.spillway.config.RateStage;
import io.spillway.config.UserStage;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunEvent;
import io.spillway.load.DriverListener;
import io.spillway.load.DriverSettings;
import io.spillway.load.InferenceRequest;
import io.spillway.load.LoadDriver;
import io.spillway.load.RequestOptions;
import io.spillway.load.RequestTransport;
import io.spillway.load.ResponseListener;
import io.spillway.prompt.Prompt;
import io.spillway.record.GeneratorHealth;
import io.spillway.record.RecorderSettings;
import io.spillway.record.RunRecorder;
import io.spillway.record.Tick;
import io.spillway.time.Cancellable;
import io.spillway.time.Seeds;
import io.spillway.time.VirtualTime;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * One server of exactly known capacity: so many slots, each busy for the same time with a request,
 * a queue before them without bound. With no slots it never answers.
 */
public record FixedServer(int slots, Duration service) implements ExperimentRunner {
    private static final long SECOND = 1_000_000_000L;
    private static final ReplicaId ID = new ReplicaId("fixed");

    @Override
    public StartedRun start(Experiment experiment, RunRequest request) {
        return new Run(experiment, request, this);
    }

    private static final class Run implements StartedRun {
        private final VirtualTime time = new VirtualTime();
        private final RunRequest request;
        private final RunRecorder recorder = RunRecorder.inMemory(RecorderSettings.DEFAULT);
        private final LoadDriver driver;
        private @Nullable RunEnding ending;
        private boolean stopping;
        private long seconds;

        Run(Experiment experiment, RunRequest request, FixedServer server) {
            this.request = request;
            Duration timeout = experiment.load().effectiveTimeout();
            var options =
                    new RequestOptions(
                            RequestOptions.Api.COMPLETION,
                            true,
                            true,
                            true,
                            timeout == null ? Long.MAX_VALUE : timeout.toNanos(),
                            Map.of(),
                            null,
                            Map.of());
            Prompt.Content.Text text = () -> "";
            var prompt = new Prompt(8, 8, List.of(), null, text);
            this.driver =
                    new LoadDriver(
                            new LoadDriver.Parts(
                                    time,
                                    shape(experiment),
                                    _ -> prompt,
                                    Balancers.create(BalancerSpec.of("weighted-round-robin"), 1),
                                    new Slots(time, server.slots(), server.service().toNanos()),
                                    recorder,
                                    listener()),
                            new DriverSettings(
                                    options, _ -> null, null, Integer.MAX_VALUE, 0, prompt));
            driver.route(
                    List.of(
                            new Traffic.Routed(
                                    new Endpoint(ID, URI.create("sim://fixed")),
                                    new Target(ID, 1, 0, null))));
        }

        private DriverListener listener() {
            return new DriverListener() {
                @Override
                public void stageStarted(long nanos, int stage, double requestedRate) {
                    var event = new RunEvent.StageStarted(nanos, stage, requestedRate);
                    recorder.on(event);
                    request.listener().event(event);
                }

                @Override
                public void finished(long nanos) {
                    ending = stopping ? new RunEnding.Stopped() : new RunEnding.Completed();
                }
            };
        }

        @Override
        public RunResult await() {
            time.runUntil(SECOND);
            recorder.loadStarted(SECOND);
            driver.start();
            armTick();
            long period = request.listener().inFlightPeriod().toNanos();
            if (period > 0) {
                armInFlight(SECOND, period);
            }
            while (ending == null) {
                if (!time.runNext()) {
                    throw new IllegalStateException("nothing is left to do");
                }
            }
            return new RunResult(
                    request.id(),
                    Instant.EPOCH,
                    ending,
                    recorder.measurements(time.nanos()),
                    Map.of(),
                    GeneratorHealth.UNMEASURED,
                    RunResult.Servers.SILENT,
                    List.of(),
                    List.of(),
                    null);
        }

        private void armTick() {
            Cancellable _ =
                    time.at(
                            (seconds + 2) * SECOND,
                            () -> {
                                seconds++;
                                request.listener().second(recorder.tick(tick()));
                                armTick();
                            });
        }

        private Tick tick() {
            return new Tick(
                    (seconds + 1) * SECOND,
                    driver.inFlight(),
                    driver.held(),
                    List.of(),
                    Map.of(),
                    Double.NaN);
        }

        private void armInFlight(long at, long period) {
            Cancellable _ =
                    time.at(
                            at,
                            () -> {
                                request.listener().inFlight(at, driver.inFlight());
                                armInFlight(at + period, period);
                            });
        }

        @Override
        public Instant startedAt() {
            return Instant.EPOCH;
        }

        @Override
        public RecorderSettings recording() {
            return RecorderSettings.DEFAULT;
        }

        @Override
        public void stop() {
            if (!stopping) {
                stopping = true;
                driver.stop();
                Cancellable _ = time.after(2 * SECOND, driver::cancelAll);
            }
        }

        @Override
        public void stopAfterDrain() {
            stop();
        }

        @Override
        public void pause(boolean paused) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void scaleTo(int replicas, String reason) {
            throw new UnsupportedOperationException();
        }
    }

    private static LoadShape shape(Experiment experiment) {
        LoadConfig load = experiment.load();
        if (load.type() == LoadConfig.Type.CONCURRENT) {
            return LoadShapes.closed(
                    new LoadSpec.Closed(load.levels().stream().map(FixedServer::users).toList()));
        }
        ArrivalLaw law =
                load.arrivals() == LoadConfig.Arrivals.CONSTANT
                        ? new ArrivalLaw.Even()
                        : new ArrivalLaw.Poisson();
        return LoadShapes.stages(
                new LoadSpec.Stages(
                        load.stages().stream().map(stage -> rated(stage, law)).toList(), 0),
                Seeds.of(experiment.seed()));
    }

    private static StageSpec rated(RateStage stage, ArrivalLaw law) {
        var seconds = BigDecimal.valueOf(stage.duration().toNanos(), 9).stripTrailingZeros();
        return new StageSpec.Rated(new RateProfile.Constant(stage.rate(), seconds), law);
    }

    private static LoadShape.Users users(UserStage level) {
        Duration duration = level.duration();
        return new LoadShape.Users(
                level.users(),
                0,
                Long.MAX_VALUE,
                duration == null ? Long.MAX_VALUE : duration.toNanos());
    }

    /** The slots, and the queue before them. */
    private static final class Slots implements RequestTransport {
        private final VirtualTime time;
        private final long serviceNanos;
        private final Deque<Request> queue = new ArrayDeque<>();
        private int free;

        Slots(VirtualTime time, int slots, long serviceNanos) {
            this.time = time;
            this.free = slots;
            this.serviceNanos = serviceNanos;
        }

        @Override
        public Call send(Endpoint endpoint, InferenceRequest request, ResponseListener listener) {
            var queued = new Request(listener);
            time.execute(() -> listener.sent(time.nanos()));
            long timeout = request.options().timeoutNanos();
            if (timeout != Long.MAX_VALUE) {
                Cancellable _ =
                        time.after(
                                timeout,
                                () -> fail(queued, new FailureCause(FailureCause.TIMEOUT, "")));
            }
            queue.add(queued);
            time.execute(this::serve);
            return cause -> time.execute(() -> fail(queued, cause));
        }

        private void serve() {
            while (free > 0 && !queue.isEmpty()) {
                Request next = queue.poll();
                if (next.ended) {
                    continue;
                }
                free--;
                Cancellable _ =
                        time.after(
                                serviceNanos,
                                () -> {
                                    free++;
                                    complete(next);
                                    serve();
                                });
            }
        }

        private void complete(Request request) {
            if (!request.ended) {
                request.ended = true;
                request.listener.text(time.nanos());
                request.listener.completed(time.nanos(), new ResponseListener.Usage(8, 8, 0));
            }
        }

        private void fail(Request request, FailureCause cause) {
            if (!request.ended) {
                request.ended = true;
                request.listener.failed(time.nanos(), cause);
            }
        }
    }

    private static final class Request {
        private final ResponseListener listener;
        private boolean ended;

        Request(ResponseListener listener) {
            this.listener = listener;
        }
    }

    /** Requests per second that it can serve. */
    public double capacity() {
        return slots / (service.toNanos() / 1e9);
    }
}
