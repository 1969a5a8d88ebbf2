package io.spillway.bench;

import io.spillway.arrival.ArrivalLaw;
import io.spillway.arrival.LoadShapes;
import io.spillway.arrival.LoadSpec;
import io.spillway.arrival.RateProfile;
import io.spillway.arrival.StageSpec;
import io.spillway.balance.BalancerSpec;
import io.spillway.balance.Balancers;
import io.spillway.balance.Target;
import io.spillway.balance.Traffic;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;
import io.spillway.load.DriverListener;
import io.spillway.load.DriverSettings;
import io.spillway.load.LoadDriver;
import io.spillway.load.RequestOptions;
import io.spillway.load.RequestTransport;
import io.spillway.load.ResponseListener;
import io.spillway.load.http.DriverLoop;
import io.spillway.load.http.HttpSettings;
import io.spillway.load.http.HttpTransport;
import io.spillway.load.http.LoopLag;
import io.spillway.prompt.Prompt;
import io.spillway.record.Measurements;
import io.spillway.record.RecorderSettings;
import io.spillway.record.RequestStats.Metric;
import io.spillway.record.RunRecorder;
import io.spillway.time.Seeds;
import io.spillway.time.SystemTime;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How late requests leave, 99th percentile, at Poisson arrivals; with a transport that answers by
 * itself, and with real HTTP to a server of its own. The baseline is what is allowed: without HTTP
 * the larger of 1 ms and twice the lateness P99 of an idle thread's timers in the same seconds,
 * with HTTP 5 ms.
 *
 * <p>Arguments: port of the server, or 0 for none; repeats; seconds of each; rates.
 */
final class ScheduleBench {
    private static final ReplicaId REPLICA = new ReplicaId("sim-1");
    private static final long ANSWER_NANOS = 50_000_000;
    private static final long IDLE_TIMER_NANOS = 2_000_000;
    private static final int INPUT = 64;
    private static final int OUTPUT = 16;

    private final SystemTime time;
    private final int port;
    private final int seconds;

    private ScheduleBench(SystemTime time, int port, int seconds) {
        this.time = time;
        this.port = port;
        this.seconds = seconds;
    }

    /** Lateness P99 of sends and of an idle thread's timers, in microseconds. */
    private record Late(double sends, double idle) {}

    private Late round(int rate, int seed) throws InterruptedException {
        try (var idle = time.scheduler("bench-idle", Throwable::printStackTrace);
                var lag = LoopLag.start(idle, IDLE_TIMER_NANOS);
                var driver = new DriverLoop(time);
                var http = port == 0 ? null : new HttpTransport(time, HttpSettings.DEFAULT);
                var recorder = RunRecorder.inMemory(RecorderSettings.DEFAULT)) {
            RequestTransport transport = http == null ? answering(driver) : http;
            double sends = drive(driver, transport, recorder, new Load(rate, seed));
            return new Late(sends / 1e3, lag.drainP99Nanos().orElseThrow() / 1e3);
        } catch (IOException unwritten) {
            throw new IllegalStateException(unwritten);
        }
    }

    private record Load(int rate, int seed) {}

    private double drive(
            DriverLoop driver, RequestTransport transport, RunRecorder recorder, Load load)
            throws InterruptedException {
        var stage =
                new StageSpec.Rated(
                        new RateProfile.Constant(
                                BigDecimal.valueOf(load.rate), BigDecimal.valueOf(seconds)),
                        new ArrivalLaw.Poisson());
        Seeds seeds = Seeds.of(load.seed);
        var over = new CountDownLatch(1);
        var ids = new int[INPUT];
        Arrays.setAll(ids, i -> 1000 + i);
        Prompt.Content.Tokens content = () -> ids;
        var prompt = new Prompt(INPUT, OUTPUT, List.of(), null, content);
        var parts =
                new LoadDriver.Parts(
                        driver,
                        LoadShapes.stages(new LoadSpec.Stages(List.of(stage), 0), seeds),
                        _ -> prompt,
                        Balancers.create(BalancerSpec.of("weighted-round-robin"), 1),
                        transport,
                        recorder,
                        new DriverListener() {
                            @Override
                            public void finished(long nanos) {
                                over.countDown();
                            }
                        });
        var settings =
                new DriverSettings(
                        RequestOptions.DEFAULT,
                        _ -> null,
                        null,
                        Integer.MAX_VALUE,
                        1_000_000_000L,
                        prompt);
        var loader = new LoadDriver(parts, settings);
        var endpoint = Endpoint.http(REPLICA, "127.0.0.1", Math.max(1, port));
        loader.route(List.of(new Traffic.Routed(endpoint, new Target(REPLICA, 1, 0, null))));
        loader.start();
        if (!over.await(seconds + 60L, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a round that did not end");
        }
        Measurements measured = recorder.measurements(time.nanos());
        if (measured.total().failed() > 0) {
            throw new IllegalStateException("failed: " + measured.total().failuresByCause());
        }
        return measured.total().of(Metric.SCHEDULE_DELAY).percentile(99);
    }

    /** Sends nothing anywhere and answers after a while, as a mock server would. */
    private RequestTransport answering(DriverLoop driver) {
        return (_, _, listener) -> {
            listener.sent(time.nanos());
            driver.after(
                    ANSWER_NANOS,
                    () -> {
                        listener.text(time.nanos());
                        listener.completed(
                                time.nanos(), new ResponseListener.Usage(INPUT, OUTPUT, 0));
                    });
            return _ -> {};
        };
    }

    public static void main(String[] args) throws InterruptedException {
        int port = Integer.parseInt(args[0]);
        int repeats = Integer.parseInt(args[1]);
        int rates = args.length - 3;
        var bench = new ScheduleBench(SystemTime.start(), port, Integer.parseInt(args[2]));
        var late = new double[rates][repeats];
        var idle = new double[rates][repeats];
        var allowed = new double[rates][repeats];
        bench.round(Integer.parseInt(args[args.length - 1]), 0);
        for (int i = 0; i < repeats; i++) {
            for (int r = 0; r < rates; r++) {
                Late found = bench.round(Integer.parseInt(args[3 + r]), i + 1);
                late[r][i] = found.sends;
                idle[r][i] = found.idle;
                allowed[r][i] = port == 0 ? Math.max(1000, 2 * found.idle) : 5000;
            }
        }
        String how = port == 0 ? "mock" : "http";
        for (int r = 0; r < rates; r++) {
            String at = how + "_" + args[3 + r];
            IO.println(Figure.line("schedule_p99_" + at, "us", late[r], allowed[r]));
            IO.println(Figure.line("schedule_idle_timer_p99_" + at, "us", idle[r]));
        }
    }
}
