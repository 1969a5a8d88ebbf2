package io.spillway.wiring;

import io.spillway.arrival.ArrivalLaw;
import io.spillway.arrival.LoadShapes;
import io.spillway.arrival.LoadSpec;
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
import io.spillway.load.http.DriverLoop;
import io.spillway.load.http.HttpSettings;
import io.spillway.load.http.HttpTransport;
import io.spillway.prompt.Prompt;
import io.spillway.record.RecorderSettings;
import io.spillway.record.RunRecorder;
import io.spillway.sim.http.EngineSpec;
import io.spillway.sim.http.FixedTiming;
import io.spillway.sim.http.LookAlikeServer;
import io.spillway.sim.http.SimulateSettings;
import io.spillway.time.Seeds;
import io.spillway.time.SystemTime;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A small load at a server of its own, before the first live load of a process and before a server
 * with known times listens: a fresh Java machine loads and compiles what it runs the first time,
 * and the first requests would pay for that. What happens in it is of no consequence. Then what the
 * start has left is collected: copying it pauses everything for some 50 ms, which would come about
 * a second into the load. The system property {@code spillway.rehearsal=false} does without both.
 */
final class Rehearsal {
    private static final boolean WANTED = !"false".equals(System.getProperty("spillway.rehearsal"));
    private static final AtomicBoolean HELD = new AtomicBoolean();
    private static final long LIMIT_SECONDS = 5;
    private static final int REQUESTS = 400;
    private static final int REQUESTS_A_SECOND = 400;
    private static final int INPUT_TOKENS = 64;
    private static final int OUTPUT_TOKENS = 16;
    private static final ReplicaId REPLICA = new ReplicaId("rehearsal-1");

    private Rehearsal() {}

    /** Holds it unless it was held. Takes about a second. */
    static void once() {
        if (!HELD.compareAndSet(false, true) || !WANTED) {
            return;
        }
        var engine = new EngineSpec.Fixed(FixedTiming.parse("ttft=5ms,itl=1ms"), 1024);
        try (LookAlikeServer server = LookAlikeServer.start(SimulateSettings.of(0, engine))) {
            server.ready().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            play(server.address().getPort());
        } catch (IOException | ExecutionException | TimeoutException withoutIt) {
            // Then the first requests are as late as they are; the run says so by itself.
            System.Logger log = System.getLogger(Rehearsal.class.getName());
            log.log(System.Logger.Level.DEBUG, "no rehearsal", withoutIt);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        System.gc();
    }

    private static void play(int port) throws IOException, InterruptedException {
        SystemTime time = SystemTime.start();
        var over = new CountDownLatch(1);
        try (var driver = new DriverLoop(time);
                var transport = new HttpTransport(time, HttpSettings.DEFAULT);
                var recorder = RunRecorder.inMemory(RecorderSettings.DEFAULT)) {
            Prompt prompt = prompt();
            var stage =
                    new StageSpec.Counted(
                            REQUESTS, BigDecimal.valueOf(REQUESTS_A_SECOND), new ArrivalLaw.Even());
            var listener =
                    new DriverListener() {
                        @Override
                        public void finished(long nanos) {
                            over.countDown();
                        }
                    };
            var parts =
                    new LoadDriver.Parts(
                            driver,
                            LoadShapes.stages(new LoadSpec.Stages(List.of(stage), 0), Seeds.of(1)),
                            _ -> prompt,
                            Balancers.create(BalancerSpec.of(Balancers.DEFAULT), 1),
                            transport,
                            recorder,
                            listener);
            var settings =
                    new DriverSettings(
                            RequestOptions.DEFAULT, _ -> null, null, REQUESTS, 0, prompt);
            var load = new LoadDriver(parts, settings);
            Endpoint endpoint = Endpoint.http(REPLICA, "127.0.0.1", port);
            load.route(List.of(new Traffic.Routed(endpoint, new Target(REPLICA, 1, 0, null))));
            load.start();
            boolean _ = over.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Prompt prompt() {
        var ids = new int[INPUT_TOKENS];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 1000 + i;
        }
        Prompt.Content.Tokens content = () -> ids;
        return new Prompt(INPUT_TOKENS, OUTPUT_TOKENS, List.of(), null, content);
    }
}
