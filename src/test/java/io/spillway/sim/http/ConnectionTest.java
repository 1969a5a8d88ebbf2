package io.spillway.sim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.sim.StartupModel;

import org.junit.jupiter.api.Test;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How the server treats connections: section 1.3 of the reference. */
class ConnectionTest {

    private static final String BODY = "{\"prompt\":[1,2],\"max_tokens\":2}";
    private static final String LONG = "{\"prompt\":[1],\"max_tokens\":200,\"stream\":true}";

    @Test
    void anUpgradeOfferLosesTheBody() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=0,itl=1ms");
                HttpClient http2 =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            var request =
                    server.request("/v1/completions")
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString(BODY))
                            .build();

            HttpResponse<String> offered = http2.send(request, BodyHandlers.ofString());
            HttpResponse<String> plain = server.post("/v1/completions", BODY);

            assertEquals(400, offered.statusCode());
            assertEquals(
                    "{\"error\":{\"message\":\"1 validation error:\\n  {'type': 'missing', 'loc':"
                            + " 'body', 'msg': 'Field required'}\",\"type\":\"Bad Request\","
                            + "\"param\":\"body\",\"code\":400}}",
                    offered.body());
            assertEquals(200, plain.statusCode());
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterTheKeepAliveTime() throws Exception {
        try (TestServer server =
                        TestServer.fixed(
                                "ttft=0,itl=1ms",
                                http -> http.withTimeouts(Duration.ofMillis(80), Duration.ZERO));
                Socket socket = server.connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            send(socket, get("/health"));
            assertEquals(200, readResponse(in).status());
            long begin = System.nanoTime();

            assertEquals(-1, in.read());

            long waited = System.nanoTime() - begin;
            assertTrue(waited > 40_000_000L, "closed after " + waited + " ns");
        }
    }

    @Test
    void aConnectionIsUsedAgainWithinTheKeepAliveTime() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=0,itl=1ms");
                Socket socket = server.connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < 3; i++) {
                send(socket, post("/v1/completions", BODY));
                assertEquals(200, readResponse(in).status());
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=20ms,itl=1ms");
                Socket socket = server.connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            send(socket, post("/v1/completions", BODY) + get("/version") + get("/nothing"));

            assertTrue(readResponse(in).body().contains("text_completion"));
            assertEquals("{\"version\":\"0.32.0\"}", readResponse(in).body());
            assertEquals(404, readResponse(in).status());
        }
    }

    @Test
    void aClientThatAsksToCloseIsLeft() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=0,itl=1ms");
                Socket socket = server.connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            send(socket, "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertTrue(readResponse(in).head().contains("connection: close"));
            assertEquals(-1, in.read());
        }
    }

    @Test
    void aVersionWithoutChunksGetsAStreamThatEndsWithTheConnection() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=0,itl=1ms");
                Socket socket = server.connect()) {
            String body = "{\"prompt\":[1],\"max_tokens\":2,\"stream\":true}";
            send(socket, post("/v1/completions", body).replace("HTTP/1.1", "HTTP/1.0"));

            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            int end = answer.indexOf("\r\n\r\n");
            assertTrue(answer.substring(0, end).contains("connection: close"));
            assertEquals(3, TestServer.events(answer.substring(end + 4)).size());
        }
    }

    @Test
    void nonsenseIsRefusedAndTheConnectionClosed() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=0,itl=1ms");
                Socket socket = server.connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            send(socket, "\u0001\u0002 nonsense\r\n\r\n");

            Response response = readResponse(in);

            assertEquals(400, response.status());
            assertEquals("Invalid HTTP request received.", response.body());
            assertEquals(-1, in.read());
        }
    }

    @Test
    void aBodyIsAskedForWhenTheClientWaits() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=0,itl=1ms");
                Socket socket = server.connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String request = post("/v1/completions", BODY);
            int end = request.indexOf("\r\n\r\n");
            send(socket, request.substring(0, end) + "\r\nExpect: 100-continue\r\n\r\n");
            assertEquals("HTTP/1.1 100 Continue", readLine(in));
            assertEquals("", readLine(in));

            send(socket, BODY);

            assertEquals(200, readResponse(in).status());
        }
    }

    @Test
    void aClientThatLeavesFreesItsSlot() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=1ms,itl=50ms,slots=1")) {
            String aborted =
                    "vllm:request_success_total{engine=\"0\",finished_reason=\"abort\","
                            + "model_name=\"m\"}";
            try (Socket socket = server.connect()) {
                send(socket, post("/v1/completions", LONG));
                InputStream in = new BufferedInputStream(socket.getInputStream());
                assertEquals("HTTP/1.1 200 OK", readLine(in));
                assertEquals(1, running(server));
            }
            TestServer.eventually("the abort is counted", () -> value(server, aborted) == 1);

            assertEquals(0, running(server));
            assertEquals(200, server.post("/v1/completions", BODY).statusCode());
        }
    }

    @Test
    void aClientThatLeavesTheModelledEngineFreesItsBlocks() throws Exception {
        var engine = EngineSpec.Modelled.named("h100-llama-3.2-3b");
        String model = engine.defaultModel();
        try (TestServer server = new TestServer(SimulateSettings.of(0, engine))) {
            String labels = "{engine=\"0\",model_name=\"" + model + "\"}";
            try (Socket socket = server.connect()) {
                send(socket, post("/v1/completions", LONG.replace("200", "100000")));
                InputStream in = new BufferedInputStream(socket.getInputStream());
                assertEquals("HTTP/1.1 200 OK", readLine(in));
                TestServer.eventually(
                        "it runs", () -> value(server, "vllm:num_requests_running" + labels) == 1);
            }
            TestServer.eventually(
                    "its blocks are free",
                    () ->
                            value(server, "vllm:num_requests_running" + labels) == 0
                                    && value(server, "vllm:kv_cache_usage_perc" + labels) == 0);
        }
    }

    @Test
    void connectionsAreRefusedUntilItIsReady() throws Exception {
        var settings =
                SimulateSettings.of(0, new EngineSpec.Fixed(FixedTiming.parse("ttft=0,itl=0"), 256))
                        .withStartup(StartupModel.fixed(Duration.ofMillis(700)));
        try (LookAlikeServer server = LookAlikeServer.start(settings)) {
            InetSocketAddress address = server.address();
            assertThrows(
                    ConnectException.class,
                    () -> new Socket(address.getAddress(), address.getPort()).close());
            assertThrows(
                    IOException.class,
                    () -> LookAlikeServer.start(settings.withPort(address.getPort())).close(),
                    "the port is nobody else's meanwhile");

            server.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);

            new Socket(address.getAddress(), address.getPort()).close();
        }
    }

    @Test
    void aTakenPortIsSaidAtOnce() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=0,itl=1ms")) {
            var engine = new EngineSpec.Fixed(FixedTiming.parse("ttft=0,itl=0"), 256);
            IOException failure =
                    assertThrows(
                            IOException.class,
                            () ->
                                    LookAlikeServer.start(
                                                    SimulateSettings.of(server.port(), engine))
                                            .close());
            assertTrue(
                    String.valueOf(failure.getMessage()).contains("port " + server.port()),
                    failure.getMessage());
        }
    }

    @Test
    void aStopAbortsStreamsUnlessItMayDrain() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=1ms,itl=20ms")) {
            CompletableFuture<HttpResponse<String>> cut = streamed(server, LONG);
            running(server, 1);
            server.server().stop(Duration.ZERO).toCompletableFuture().get(20, TimeUnit.SECONDS);
            Throwable broken =
                    assertThrows(Exception.class, () -> cut.get(20, TimeUnit.SECONDS)).getCause();
            assertTrue(broken instanceof IOException, String.valueOf(broken));
        }
        try (TestServer server = TestServer.fixed("ttft=1ms,itl=20ms")) {
            String shorter = LONG.replace("200", "20");
            CompletableFuture<HttpResponse<String>> kept = streamed(server, shorter);
            running(server, 1);
            var stopped = server.server().stop(Duration.ofSeconds(20)).toCompletableFuture();

            assertEquals("[DONE]", TestServer.events(kept.get().body()).getLast());

            stopped.get(20, TimeUnit.SECONDS);
            assertThrows(ConnectException.class, () -> server.connect().close());
        }
    }

    private static CompletableFuture<HttpResponse<String>> streamed(
            TestServer server, String body) {
        var request =
                server.request("/v1/completions")
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        return server.client().sendAsync(request, BodyHandlers.ofString());
    }

    private static void running(TestServer server, int count) {
        TestServer.eventually("running is " + count, () -> running(server) == count);
    }

    private static double running(TestServer server) {
        return value(server, "vllm:num_requests_running{engine=\"0\",model_name=\"m\"}");
    }

    private static double value(TestServer server, String series) {
        try {
            return server.metric(series);
        } catch (Exception e) {
            throw new AssertionError("reading " + series, e);
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static String post(String path, String body) {
        return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(path, body.length(), body);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private record Response(int status, String head, String body) {}

    private static Response readResponse(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int length = 0;
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            head.append(line).append('\n');
            if (line.startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring(16));
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        int status = Integer.parseInt(List.of(head.toString().split(" ")).get(1));
        return new Response(status, head.toString(), body);
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended after: " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
