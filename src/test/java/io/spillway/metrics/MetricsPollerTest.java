package io.spillway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.Freshness;
import io.spillway.fleet.HealthProbe.Health;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.Signal;
import io.spillway.time.SystemTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class MetricsPollerTest {
    private static final String PAGE = "vllm:num_requests_waiting{engine=\"0\"} 5\n";
    private static final long PLENTY_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final SystemTime time = SystemTime.start();
    private final SystemTime.ThreadScheduler control = time.scheduler("control");
    private final CountDownLatch testOver = new CountDownLatch(1);
    private final List<String> requestHeaders = new CopyOnWriteArrayList<>();
    private final List<Integer> clientPorts = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/good/metrics", exchange -> answer(exchange, 200, PAGE));
        server.createContext("/error/metrics", exchange -> answer(exchange, 500, "oops"));
        server.createContext("/other/metrics", exchange -> answer(exchange, 200, "x 1\n"));
        server.createContext("/empty/metrics", exchange -> answer(exchange, 200, ""));
        server.createContext("/hang/metrics", exchange -> hang());
        server.createContext("/hang/health", exchange -> hang());
        server.createContext("/good/health", exchange -> answer(exchange, 200, ""));
        server.createContext("/error/health", exchange -> answer(exchange, 503, ""));
        server.createContext(
                "/huge/metrics",
                exchange -> answer(exchange, 200, "# " + "x".repeat(17 << 20) + "\n"));
        server.start();
    }

    @AfterEach
    void stop() {
        testOver.countDown();
        server.stop(0);
        threads.shutdownNow();
        control.close();
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getRequestHeaders()
                .forEach((name, values) -> requestHeaders.add(name + ": " + values));
        clientPorts.add(exchange.getRemoteAddress().getPort());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void hang() {
        try {
            assertTrue(testOver.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Endpoint endpoint(String name) {
        String base = "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
        return new Endpoint(new ReplicaId(name), URI.create(base));
    }

    private Map<String, ReplicaSample> poll(
            MetricsPoller poller, List<Endpoint> endpoints, long nanos)
            throws InterruptedException {
        BlockingQueue<ReplicaSample> samples = new LinkedBlockingQueue<>();
        List<String> threadNames = new CopyOnWriteArrayList<>();
        poller.poll(
                endpoints,
                time.nanos() + nanos,
                sample -> {
                    threadNames.add(Thread.currentThread().getName());
                    samples.add(sample);
                });
        Map<String, ReplicaSample> byReplica = new LinkedHashMap<>();
        for (int i = 0; i < endpoints.size(); i++) {
            ReplicaSample sample = samples.poll(20, TimeUnit.SECONDS);
            assertNotNull(sample, "a sample for each endpoint");
            byReplica.put(sample.replica().value(), sample);
        }
        assertEquals(endpoints.size(), byReplica.size(), "exactly one sample for each endpoint");
        assertTrue(threadNames.stream().allMatch("control"::equals), threadNames.toString());
        return byReplica;
    }

    @Test
    void eachReplicaYieldsItsSampleOrTheReasonWhyNot() throws Exception {
        Endpoint refused;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused = Endpoint.http(new ReplicaId("refused"), "127.0.0.1", socket.getLocalPort());
        }
        try (var poller = new MetricsPoller(control, MetricsSettings.DEFAULT)) {
            List<Endpoint> endpoints = new ArrayList<>(List.of(refused));
            for (String name : List.of("good", "error", "other", "empty", "huge", "nowhere")) {
                endpoints.add(endpoint(name));
            }
            Map<String, ReplicaSample> samples = poll(poller, endpoints, PLENTY_NANOS);
            ReplicaSample good = samples.get("good");
            assertEquals(Freshness.FRESH, good.freshness());
            assertEquals(5, good.value(Signal.WAITING).orElseThrow());
            assertEquals("connection refused", samples.get("refused").problem());
            assertEquals("status 500", samples.get("error").problem());
            assertEquals("status 404", samples.get("nowhere").problem());
            assertEquals("no known series among 1", samples.get("other").problem());
            assertEquals("an empty page", samples.get("empty").problem());
            assertTrue(String.valueOf(samples.get("huge").problem()).contains("bytes"));
        }
    }

    @Test
    void aReplicaThatHangsIsMissingAtTheDeadlineAndHoldsUpNoOther() throws Exception {
        try (var poller = new MetricsPoller(control, MetricsSettings.DEFAULT)) {
            poll(poller, List.of(endpoint("good")), PLENTY_NANOS);
            long limit = TimeUnit.MILLISECONDS.toNanos(400);
            long begin = time.nanos();
            Map<String, ReplicaSample> samples =
                    poll(poller, List.of(endpoint("hang"), endpoint("good")), limit);
            ReplicaSample hung = samples.get("hang");
            assertEquals(Freshness.MISSING, hung.freshness());
            assertEquals("no answer in time", hung.problem());
            assertTrue(hung.atNanos() - begin >= limit * 9 / 10, "not before the deadline");
            assertTrue(samples.get("good").isFresh());
        }
    }

    @Test
    void aDeadlineThatHasPassedIsMissingAtOnce() throws Exception {
        try (var poller = new MetricsPoller(control, MetricsSettings.DEFAULT)) {
            Map<String, ReplicaSample> samples = poll(poller, List.of(endpoint("good")), -1);
            assertEquals(Freshness.MISSING, samples.get("good").freshness());
        }
    }

    @Test
    void connectionsAreReusedAndNeverOfferAnUpgrade() throws Exception {
        try (var poller = new MetricsPoller(control, MetricsSettings.DEFAULT)) {
            for (int i = 0; i < 5; i++) {
                poll(poller, List.of(endpoint("good")), PLENTY_NANOS);
            }
        }
        assertEquals(5, clientPorts.size());
        assertEquals(1, clientPorts.stream().distinct().count());
        for (String header : requestHeaders) {
            assertFalse(header.toLowerCase(Locale.ROOT).contains("upgrade"), header);
            assertFalse(header.toLowerCase(Locale.ROOT).contains("http2"), header);
        }
    }

    @Test
    void listenersSeeTheWholePage() throws Exception {
        List<ServerMetrics> pages = new CopyOnWriteArrayList<>();
        try (var poller =
                new MetricsPoller(
                        control, MetricsSettings.DEFAULT, (_, _, metrics) -> pages.add(metrics))) {
            poll(poller, List.of(endpoint("good")), PLENTY_NANOS);
        }
        assertEquals(NameTable.VLLM, pages.getFirst().table());
    }

    private Health probe(HttpHealthProbe probe, Endpoint endpoint, long nanos)
            throws InterruptedException {
        BlockingQueue<Health> answers = new LinkedBlockingQueue<>();
        probe.probe(endpoint, time.nanos() + nanos, answers::add);
        Health health = answers.poll(20, TimeUnit.SECONDS);
        assertNotNull(health);
        return health;
    }

    @Test
    void healthIsAStatusOf200AndNothingElse() throws Exception {
        try (var probe = new HttpHealthProbe(control, null)) {
            assertEquals(new Health.Serving(), probe(probe, endpoint("good"), PLENTY_NANOS));
            assertEquals(
                    new Health.NotServing("status 503"),
                    probe(probe, endpoint("error"), PLENTY_NANOS));
            assertEquals(
                    new Health.NotServing("no answer in time"),
                    probe(probe, endpoint("hang"), TimeUnit.MILLISECONDS.toNanos(200)));
            assertEquals(
                    new Health.NotServing("no time to ask"), probe(probe, endpoint("good"), 0));
        }
    }
}
