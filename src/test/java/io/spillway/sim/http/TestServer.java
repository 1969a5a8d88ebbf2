package io.spillway.sim.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.spillway.sim.http.SimulateSettings.HttpOptions;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A look-alike on a free port, and a client that speaks HTTP/1.1 to it. */
final class TestServer implements AutoCloseable {

    static final JsonMapper JSON = new JsonMapper();
    static final Duration DEADLINE = Duration.ofSeconds(20);

    private final LookAlikeServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestServer(SimulateSettings settings) throws Exception {
        server = LookAlikeServer.start(settings);
        server.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    static TestServer fixed(String timing) throws Exception {
        return fixed(timing, Function.identity());
    }

    /** A server with fixed times, 256 tokens of context and the model name {@code m}. */
    static TestServer fixed(String timing, Function<HttpOptions, HttpOptions> options)
            throws Exception {
        var engine = new EngineSpec.Fixed(FixedTiming.parse(timing), 256);
        var settings = SimulateSettings.of(0, engine).withModels(List.of("m", "alias"));
        return new TestServer(settings.withHttp(options.apply(settings.http())));
    }

    LookAlikeServer server() {
        return server;
    }

    int port() {
        return server.address().getPort();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port());
        socket.setSoTimeout((int) DEADLINE.toMillis());
        return socket;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(DEADLINE);
    }

    HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                request(path)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    JsonNode postJson(String path, String body) throws Exception {
        return JSON.readTree(post(path, body).body());
    }

    HttpClient client() {
        return client;
    }

    /** The data of each event of a stream. */
    static List<String> events(String body) {
        List<String> events = new ArrayList<>();
        for (String block : body.replace("\r\n", "\n").split("\n\n")) {
            if (!block.startsWith("data: ")) {
                throw new AssertionError("not an event: " + block);
            }
            events.add(block.substring(6));
        }
        return events;
    }

    /** The value of a series on the metrics page, NaN when it is not there. */
    double metric(String series) throws Exception {
        for (String line : get("/metrics").body().split("\n")) {
            if (line.startsWith(series + " ")) {
                return Double.parseDouble(line.substring(series.length() + 1));
            }
        }
        return Double.NaN;
    }

    /** Asks again until it holds or the deadline has passed. */
    static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + DEADLINE + ": " + what);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
