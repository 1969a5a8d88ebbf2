package io.spillway.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;
import io.spillway.load.InferenceRequest;
import io.spillway.load.RequestOptions;
import io.spillway.load.RequestOptions.Api;
import io.spillway.load.http.Wire.Shape;
import io.spillway.prompt.Prompt;
import io.spillway.prompt.Prompt.Content;
import io.spillway.time.SystemTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class HttpTransportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Shape THREE = new Shape(Api.COMPLETION, 3, 1, "\n");

    private final SystemTime time = SystemTime.start();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private HttpTransport transport(HttpSettings settings) throws IOException {
        var transport = new HttpTransport(time, settings);
        opened.addFirst(transport);
        return transport;
    }

    private HttpTransport transport() throws IOException {
        return transport(HttpSettings.DEFAULT);
    }

    private RawServer server(RawServer.Answer answer) {
        var server = new RawServer(answer);
        opened.add(server);
        return server;
    }

    private RawServer serverSaying(byte[] response) {
        return server((_, socket) -> socket.getOutputStream().write(response));
    }

    private static Heard send(HttpTransport transport, RawServer server, InferenceRequest request)
            throws InterruptedException {
        var heard = new Heard();
        transport.send(server.endpoint(), request, heard);
        return heard.await();
    }

    @Test
    void carriesStreamsOneAfterTheOtherOnOneConnection() throws Exception {
        RawServer server = serverSaying(Wire.streamed(THREE));
        HttpTransport transport = transport();
        for (int i = 0; i < 20; i++) {
            Heard heard = send(transport, server, Wire.completion(3));
            assertEquals("none", heard.kind(), heard.detail());
            assertEquals(3, heard.texts);
            assertEquals(3, heard.outputTokens());
            assertTrue(heard.sentNanos <= heard.firstTextNanos);
            assertTrue(heard.lastTextNanos <= heard.endNanos);
        }
        assertEquals(1, server.connections());
    }

    @Test
    void carriesManyStreamsAtOnceOnSeveralLoops() throws Exception {
        byte[] response = Wire.streamed(new Shape(Api.CHAT, 40, 1, "\n"));
        var all = new CountDownLatch(100);
        RawServer server =
                server(
                        (_, socket) -> {
                            all.countDown();
                            awaitQuietly(all);
                            OutputStream out = socket.getOutputStream();
                            for (int at = 0; at < response.length; at += 150) {
                                out.write(response, at, Math.min(150, response.length - at));
                            }
                        });
        HttpTransport transport = transport(HttpSettings.DEFAULT.withIoLoops(2));
        List<Heard> heard = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            var listener = new Heard();
            heard.add(listener);
            transport.send(
                    server.endpoint(), Wire.request(Wire.options(Api.CHAT, true), 40), listener);
        }
        for (Heard one : heard) {
            assertEquals(40, one.await().texts, one.detail());
            assertEquals(40, one.outputTokens());
        }
        assertEquals(100, server.connections());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void sendsHttp11WithoutAnyUpgrade() throws Exception {
        RawServer server = serverSaying(Wire.streamed(THREE));
        HttpTransport transport = transport();
        RequestOptions options = Wire.withHeaders(Map.of("X-Tenant", "a"), "k3y");
        send(transport, server, Wire.request(options, 3));
        String head = server.requests().getFirst().head();
        assertTrue(head.startsWith("POST /v1/completions HTTP/1.1\r\n"), head);
        assertTrue(head.contains("\r\nHost: 127.0.0.1:" + server.port() + "\r\n"), head);
        assertTrue(head.contains("\r\nAuthorization: Bearer k3y\r\n"), head);
        assertTrue(head.contains("\r\nX-Tenant: a\r\n"), head);
        assertTrue(head.contains("\r\nContent-Type: application/json\r\n"), head);
        assertFalse(head.toLowerCase(Locale.ROOT).contains("upgrade"), head);
        assertFalse(head.toLowerCase(Locale.ROOT).contains("http2"), head);
    }

    @Test
    void sendsPathPrefixAndHeadersOfTheRequestAlone() throws Exception {
        RawServer server = serverSaying(Wire.streamed(THREE));
        var base = URI.create("http://127.0.0.1:" + server.port() + "/openai");
        InferenceRequest plain = Wire.completion(3);
        var request =
                new InferenceRequest(
                        plain.index(),
                        plain.stage(),
                        plain.prompt(),
                        null,
                        plain.options(),
                        Map.of("X-Session-ID", "s-7"));
        var heard = new Heard();
        transport().send(new Endpoint(new ReplicaId("r"), base), request, heard);
        assertEquals("none", heard.await().kind(), heard.detail());
        String head = server.requests().getFirst().head();
        assertTrue(head.startsWith("POST /openai/v1/completions HTTP/1.1\r\n"), head);
        assertTrue(head.contains("\r\nX-Session-ID: s-7\r\n"), head);
        assertFalse(JSON.readTree(server.requests().getFirst().body()).has("model"));
    }

    @Test
    void writesTheBodyThatVllmTakes() throws Exception {
        RawServer server = serverSaying(Wire.streamed(THREE));
        HttpTransport transport = transport();
        Content.Tokens ids = () -> new int[] {0, 7, 29999, 128000};
        send(transport, server, Wire.of(Wire.options(Api.COMPLETION, true), ids));
        JsonNode body = JSON.readTree(server.requests().getFirst().body());
        assertEquals(
                JSON.readTree(
                        """
                        {"model": "M", "prompt": [0, 7, 29999, 128000], "max_tokens": 4,
                         "ignore_eos": true, "stream": true,
                         "stream_options": {"include_usage": true}}
                        """),
                body);
    }

    @Test
    void aModelThatDoesNotExistFailsWithTheServersWords() throws Exception {
        String body =
                "{\"error\":{\"message\":\"The model `M` does not exist.\",\"type\":\"NotFoundError\",\"code\":404}}";
        RawServer server = serverSaying(Wire.whole(404, body));
        Heard heard = send(transport(), server, Wire.completion(3));
        assertEquals("http-404", heard.kind());
        assertEquals("The model `M` does not exist.", heard.detail());
    }

    @Test
    void aResetOnAReusedConnectionIsSentAgainOnceAndKeepsItsFirstTime() throws Exception {
        RawServer server =
                server(
                        (request, socket) -> {
                            if (request.connection() == 1 && request.body().contains("again")) {
                                RawServer.reset(socket);
                            } else {
                                socket.getOutputStream().write(Wire.streamed(THREE));
                            }
                        });
        HttpTransport transport = transport();
        send(transport, server, Wire.completion(3));
        Content.Text again = () -> "again";
        InferenceRequest second = Wire.of(Wire.options(Api.COMPLETION, true), again);
        var prompt = new Prompt(1, 3, List.of(), null, again);
        var heard = new Heard();
        transport.send(
                server.endpoint(),
                new InferenceRequest(2, 0, prompt, "M", second.options(), Map.of()),
                heard);
        heard.await();
        assertEquals("none", heard.kind(), heard.detail());
        assertEquals(1, heard.reconnects);
        assertEquals(1, heard.sent);
        assertEquals(3, heard.outputTokens());
        assertEquals(2, server.connections());
        assertEquals(3, server.requests().size());
    }

    @Test
    void aServerThatAlwaysResetsFailsTheRequestAfterOneMoreTry() throws Exception {
        RawServer server =
                server(
                        (request, socket) -> {
                            if (request.connection() == 1 && !request.body().contains("[1]")) {
                                socket.getOutputStream().write(Wire.streamed(THREE));
                            } else {
                                RawServer.reset(socket);
                            }
                        });
        HttpTransport transport = transport();
        send(transport, server, Wire.completion(3));
        Content.Tokens one = () -> new int[] {1};
        Heard heard = send(transport, server, Wire.of(Wire.options(Api.COMPLETION, true), one));
        assertEquals(FailureCause.CONNECTION_RESET, heard.kind());
        assertEquals(1, heard.reconnects);
        assertEquals(3, server.requests().size());
    }

    @Test
    void aResetOnAFreshConnectionIsNotSentAgain() throws Exception {
        RawServer server = server((_, socket) -> RawServer.reset(socket));
        Heard heard = send(transport(), server, Wire.completion(3));
        assertEquals(FailureCause.CONNECTION_RESET, heard.kind());
        assertEquals(0, heard.reconnects);
        assertEquals(1, server.requests().size());
    }

    @Test
    void aResetAfterTheFirstResponseByteIsNotSentAgain() throws Exception {
        byte[] response = Wire.streamed(THREE);
        String firstEvent = Wire.chunks(Wire.events(THREE).subList(0, 1), "\n");
        int begun = Wire.STREAM_HEAD.length() + firstEvent.length();
        var got = new CountDownLatch(1);
        RawServer server =
                server(
                        (request, socket) -> {
                            if (request.body().contains("[1]")) {
                                socket.getOutputStream().write(response, 0, begun);
                                awaitQuietly(got);
                                RawServer.reset(socket);
                            } else {
                                socket.getOutputStream().write(response);
                            }
                        });
        HttpTransport transport = transport();
        send(transport, server, Wire.completion(3));
        Content.Tokens one = () -> new int[] {1};
        var heard =
                new Heard() {
                    @Override
                    public void firstChunk(long nanos) {
                        super.firstChunk(nanos);
                        got.countDown();
                    }
                };
        var shown = Wire.of(Wire.options(Api.COMPLETION, true), one);
        transport.send(server.endpoint(), shown, heard);
        heard.await();
        assertEquals(FailureCause.CONNECTION_RESET, heard.kind(), heard.detail());
        assertEquals(0, heard.reconnects);
        assertEquals(2, server.requests().size());
    }

    @Test
    void anIdleConnectionIsClosedWhenItsTimeIsUp() throws Exception {
        RawServer server = serverSaying(Wire.streamed(THREE));
        HttpTransport transport =
                transport(HttpSettings.DEFAULT.withIdleTimeout(Duration.ofMillis(30)));
        send(transport, server, Wire.completion(3));
        assertTrue(server.awaitClientLeft());
        Heard heard = send(transport, server, Wire.completion(3));
        assertEquals("none", heard.kind());
        assertEquals(0, heard.reconnects);
        assertEquals(2, server.connections());
    }

    @Test
    void aConnectionThatTheServerWillCloseIsNotReused() throws Exception {
        byte[] response =
                Wire.bytes(
                        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/event-stream\r\n\r\n"
                                + "data: {\"choices\":[{\"text\":\"a\"}]}\n\ndata: [DONE]\n\n");
        RawServer server =
                server(
                        (_, socket) -> {
                            socket.getOutputStream().write(response);
                            socket.close();
                        });
        HttpTransport transport = transport();
        for (int i = 1; i <= 3; i++) {
            Heard heard = send(transport, server, Wire.completion(0));
            assertEquals("none", heard.kind(), heard.detail());
            assertEquals(0, heard.reconnects);
            assertEquals(i, server.connections());
        }
    }

    @Test
    void aStreamIsOverAtDoneEvenIfTheServerLeavesItOpen() throws Exception {
        byte[] whole = Wire.streamed(THREE);
        byte[] open = Arrays.copyOf(whole, whole.length - 5);
        RawServer server = serverSaying(open);
        HttpTransport transport =
                transport(HttpSettings.DEFAULT.withIdleTimeout(Duration.ofMillis(30)));
        assertEquals("none", send(transport, server, Wire.completion(3)).kind());
        assertTrue(server.awaitClientLeft());
        assertEquals("none", send(transport, server, Wire.completion(3)).kind());
        assertEquals(2, server.connections());
    }

    @Test
    void aConnectionSurvivesAnErrorEvent() throws Exception {
        List<String> events = List.of("{\"error\":{\"message\":\"no\"}}", "[DONE]");
        RawServer server = serverSaying(Wire.streamed(events, "\n"));
        HttpTransport transport = transport();
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    FailureCause.ERROR_EVENT, send(transport, server, Wire.completion(3)).kind());
        }
        assertEquals(1, server.connections());
    }

    @Test
    void aRequestThatTakesTooLongTimesOutAndItsConnectionIsDropped() throws Exception {
        RawServer server = server((_, _) -> {});
        HttpTransport transport = transport();
        InferenceRequest request = Wire.request(Wire.withTimeout(40_000_000), 3);
        Heard heard = send(transport, server, request);
        assertEquals(FailureCause.TIMEOUT, heard.kind());
        assertTrue(heard.endNanos - heard.sentNanos < 10_000_000_000L);
        assertTrue(server.awaitClientLeft());
    }

    @Test
    void aCancelledRequestFailsWithTheGivenCauseAndLeaves() throws Exception {
        var arrived = new CountDownLatch(1);
        RawServer server = server((_, _) -> arrived.countDown());
        HttpTransport transport = transport();
        var heard = new Heard();
        var call = transport.send(server.endpoint(), Wire.completion(3), heard);
        awaitQuietly(arrived);
        call.cancel(new FailureCause(FailureCause.CANCELLED, "stop"));
        call.cancel(new FailureCause(FailureCause.TIMEOUT, "too late"));
        assertEquals(FailureCause.CANCELLED, heard.await().kind());
        assertEquals("stop", heard.detail());
        assertTrue(server.awaitClientLeft());
    }

    @Test
    void cancellingWhatHasEndedChangesNothing() throws Exception {
        RawServer server = serverSaying(Wire.streamed(THREE));
        HttpTransport transport = transport();
        var heard = new Heard();
        var call = transport.send(server.endpoint(), Wire.completion(3), heard);
        heard.await();
        call.cancel(new FailureCause(FailureCause.CANCELLED, "stop"));
        assertEquals("none", send(transport, server, Wire.completion(3)).kind());
        assertEquals("none", heard.checked().kind());
        assertEquals(1, server.connections());
    }

    @Test
    void aPortWithoutListenerIsConnectionRefused() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        var heard = new Heard();
        var endpoint = Endpoint.http(new ReplicaId("r"), "localhost", free);
        transport().send(endpoint, Wire.completion(3), heard);
        assertEquals(FailureCause.CONNECTION_REFUSED, heard.await().kind());
        assertTrue(heard.detail().contains("localhost:" + free), heard.detail());
        assertEquals(0, heard.sent);
    }

    @Test
    void whatCannotBeSentFailsWithoutTouchingTheNetwork() throws Exception {
        RawServer server = serverSaying(Wire.streamed(THREE));
        HttpTransport transport = transport();
        Content.Tokens ids = () -> new int[] {1};
        List<InferenceRequest> wrong =
                List.of(
                        Wire.of(Wire.options(Api.CHAT, true), ids),
                        Wire.request(Wire.withExtra(Map.of("stream", false)), 3),
                        Wire.request(Wire.withHeaders(Map.of("Upgrade", "h2c"), "k"), 3),
                        Wire.request(Wire.withHeaders(Map.of("X", "a\r\nY: b"), "k"), 3));
        for (InferenceRequest request : wrong) {
            Heard heard = send(transport, server, request);
            assertEquals(FailureCause.PROTOCOL, heard.kind());
            assertEquals(0, heard.sent);
        }
        assertEquals(0, server.connections());
    }

    @Test
    void closingCancelsWhatIsInFlightAndWhatComesLater() throws Exception {
        var arrived = new CountDownLatch(1);
        RawServer server = server((_, _) -> arrived.countDown());
        HttpTransport transport = transport();
        var heard = new Heard();
        transport.send(server.endpoint(), Wire.completion(3), heard);
        awaitQuietly(arrived);
        transport.close();
        assertEquals(FailureCause.CANCELLED, heard.await().kind());
        assertEquals(FailureCause.CANCELLED, send(transport, server, Wire.completion(3)).kind());
    }
}
