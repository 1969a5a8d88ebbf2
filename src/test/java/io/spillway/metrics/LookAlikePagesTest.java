package io.spillway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.HealthProbe.Health;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.Signal;
import io.spillway.sim.http.EngineSpec;
import io.spillway.sim.http.FixedTiming;
import io.spillway.sim.http.LookAlikeServer;
import io.spillway.sim.http.MetricsFlavour;
import io.spillway.sim.http.SimulateSettings;
import io.spillway.time.SystemTime;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Poller and probe against the look-alike server, in both flavours of its page. */
class LookAlikePagesTest {

    @ParameterizedTest
    @EnumSource(MetricsFlavour.class)
    void readsBothFlavoursOfThePage(MetricsFlavour flavour) throws Exception {
        var engine = new EngineSpec.Fixed(FixedTiming.parse("ttft=1ms,itl=1ms"), 256);
        SimulateSettings plain = SimulateSettings.of(0, engine);
        SimulateSettings settings = plain.withHttp(plain.http().withFlavour(flavour));
        var time = SystemTime.start();
        BlockingQueue<ReplicaSample> samples = new LinkedBlockingQueue<>();
        BlockingQueue<ServerMetrics> pages = new LinkedBlockingQueue<>();
        BlockingQueue<Health> answers = new LinkedBlockingQueue<>();
        try (var control = time.scheduler("control");
                var server = LookAlikeServer.start(settings);
                var probe = new HttpHealthProbe(control, null);
                var poller =
                        new MetricsPoller(
                                control,
                                MetricsSettings.DEFAULT,
                                (_, _, page) -> pages.add(page))) {
            server.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
            var endpoint =
                    Endpoint.http(new ReplicaId("s"), "127.0.0.1", server.address().getPort());
            long deadline = time.nanos() + TimeUnit.SECONDS.toNanos(20);
            probe.probe(endpoint, deadline, answers::add);
            assertEquals(new Health.Serving(), answers.poll(20, TimeUnit.SECONDS));
            poller.poll(List.of(endpoint), deadline, samples::add);
            ReplicaSample sample = samples.poll(20, TimeUnit.SECONDS);
            assertNotNull(sample);
            assertTrue(sample.isFresh(), sample.problem());
            for (String signal :
                    List.of(
                            Signal.WAITING,
                            Signal.RUNNING,
                            Signal.KV_USAGE,
                            Signal.PREEMPTIONS,
                            Signal.PROMPT_TOKENS,
                            Signal.GENERATION_TOKENS)) {
                assertEquals(0, sample.value(signal).orElse(Double.NaN), signal);
            }
            ServerMetrics page = pages.poll(20, TimeUnit.SECONDS);
            assertNotNull(page);
            assertEquals(NameTable.VLLM, page.table());
            assertTrue(page.histograms().containsKey("time_to_first_token_seconds"));
        }
    }
}
