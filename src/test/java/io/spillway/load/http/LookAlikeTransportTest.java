package io.spillway.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;
import io.spillway.load.InferenceRequest;
import io.spillway.load.RequestOptions;
import io.spillway.load.RequestOptions.Api;
import io.spillway.load.http.Routes.Kind;
import io.spillway.prompt.Prompt;
import io.spillway.sim.http.EngineSpec;
import io.spillway.sim.http.FixedTiming;
import io.spillway.sim.http.LookAlikeServer;
import io.spillway.sim.http.SimulateSettings;
import io.spillway.time.SystemTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The transport against the look-alike server, over real sockets. */
class LookAlikeTransportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SystemTime time = SystemTime.start();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private LookAlikeServer server(String timing) throws Exception {
        var engine = new EngineSpec.Fixed(FixedTiming.parse(timing), 256);
        LookAlikeServer server =
                LookAlikeServer.start(SimulateSettings.of(0, engine).withModels(List.of("m")));
        opened.add(server);
        server.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return server;
    }

    private HttpTransport transport() throws Exception {
        var transport = new HttpTransport(time, HttpSettings.DEFAULT);
        opened.addFirst(transport);
        return transport;
    }

    private static Endpoint endpoint(LookAlikeServer server) {
        return Endpoint.http(new ReplicaId("sim-1"), "127.0.0.1", server.address().getPort());
    }

    private static InferenceRequest request(
            RequestOptions options, String model, int outputTokens, Map<String, String> headers) {
        Prompt.Content content =
                options.api() == Api.CHAT
                        ? (Prompt.Content.Text) () -> "one two three"
                        : (Prompt.Content.Tokens) () -> new int[] {1000, 1001, 1002};
        var prompt = new Prompt(3, outputTokens, List.of(), null, content);
        return new InferenceRequest(0, 0, prompt, model, options, headers);
    }

    private Heard send(LookAlikeServer server, InferenceRequest request) throws Exception {
        var heard = new Heard();
        transport().send(endpoint(server), request, heard);
        return heard.await();
    }

    @Test
    void tokensAreExactInEveryShapeOfStream() throws Exception {
        LookAlikeServer server = server("ttft=1ms,itl=1ms");
        HttpTransport transport = transport();
        Map<String, Heard> all = new LinkedHashMap<>();
        for (Api api : Api.values()) {
            for (int interval : new int[] {1, 5}) {
                for (String newline : List.of("lf", "crlf")) {
                    for (int split : new int[] {0, 1, 2, 3, 7, 61, 200}) {
                        String shape =
                                "%s,interval=%d,split=%d".formatted(newline, interval, split);
                        var heard = new Heard();
                        all.put(api + " " + shape, heard);
                        transport.send(
                                endpoint(server),
                                request(
                                        Wire.options(api, true),
                                        "m",
                                        17,
                                        Map.of("X-Spillway-Shape", shape)),
                                heard);
                    }
                }
            }
        }
        for (Map.Entry<String, Heard> one : all.entrySet()) {
            Heard heard = one.getValue().await();
            assertEquals("none", heard.kind(), () -> one.getKey() + ": " + heard.detail());
            assertEquals(17, heard.outputTokens(), one.getKey());
            // With an interval, the first and the last chunk are sent at once all the same.
            int least = one.getKey().contains("interval=5") ? 4 : 17;
            assertTrue(heard.texts >= least && heard.texts <= 17, one.getKey());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "error-before=503, http-503",
        "error-event-after=2, error-event",
        "reset-after=2, connection-reset",
        "truncate-after=2, truncated",
        "end-after=2, truncated",
        "stop-after=2, short-usage",
        "stall-after=2, timeout"
    })
    void everyFaultHasItsOwnCause(String fault, String kind) throws Exception {
        LookAlikeServer server = server("ttft=1ms,itl=1ms");
        RequestOptions options =
                fault.startsWith("stall")
                        ? Wire.withTimeout(300_000_000)
                        : Wire.options(Api.COMPLETION, true);
        Heard heard = send(server, request(options, "m", 8, Map.of("X-Spillway-Fault", fault)));
        assertEquals(kind, heard.kind(), heard.detail());
        assertEquals(fault.startsWith("error-before") ? 0 : 2, heard.texts);
    }

    @Test
    void wrongModelsAndTooLongPromptsFailWithTheServersWords() throws Exception {
        LookAlikeServer server = server("ttft=1ms,itl=1ms");
        Heard model =
                send(server, request(Wire.options(Api.COMPLETION, true), "nope", 2, Map.of()));
        assertEquals("http-404", model.kind());
        assertTrue(model.detail().contains("`nope` does not exist"), model.detail());
        Prompt.Content.Tokens tokens = () -> new int[300];
        var prompt = new Prompt(300, 2, List.of(), null, tokens);
        var tooLong =
                new InferenceRequest(
                        0, 0, prompt, "m", Wire.options(Api.COMPLETION, true), Map.of());
        Heard length = send(server, tooLong);
        assertEquals("http-400", length.kind());
        assertTrue(length.detail().contains("256 tokens"), length.detail());
    }

    @Test
    void oneTokenOutputsHaveATimeToFirstToken() throws Exception {
        LookAlikeServer server = server("ttft=5ms,itl=1ms");
        for (Api api : Api.values()) {
            Heard heard = send(server, request(Wire.options(api, true), "m", 1, Map.of()));
            assertEquals(1, heard.texts);
            assertTrue(heard.firstTextNanos - heard.sentNanos >= 5_000_000);
        }
    }

    @Test
    void aResponseThatIsNotStreamedCompletesWithUsage() throws Exception {
        LookAlikeServer server = server("ttft=1ms,itl=1ms");
        for (Api api : Api.values()) {
            Heard heard = send(server, request(Wire.options(api, false), "m", 9, Map.of()));
            assertEquals(9, heard.outputTokens(), heard.detail());
            assertEquals(0, heard.texts);
        }
    }

    @Test
    void timesAgreeWithTheServersOwn() throws Exception {
        LookAlikeServer server = server("ttft=100ms,itl=30ms");
        HttpTransport transport = transport();
        List<Heard> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            var heard = new Heard();
            all.add(heard);
            var request = request(Wire.options(Api.COMPLETION, true), "m", 11, Map.of());
            transport.send(endpoint(server), request, heard);
        }
        double[] ttft = new double[all.size()];
        double[] whole = new double[all.size()];
        for (int i = 0; i < ttft.length; i++) {
            Heard heard = all.get(i).await();
            assertEquals("none", heard.kind(), heard.detail());
            ttft[i] = (heard.firstTextNanos - heard.sentNanos) / 1e6;
            whole[i] = (heard.lastTextNanos - heard.sentNanos) / 1e6;
        }
        Arrays.sort(ttft);
        Arrays.sort(whole);
        List<Double> truth = new ArrayList<>();
        for (String line : log(server).split("\n")) {
            JsonNode entry = JSON.readTree(line);
            truth.add(
                    1e3 * (entry.get("sends").get(0).asDouble() - entry.get("arrival").asDouble()));
        }
        truth.sort(null);
        assertEquals(20, truth.size());
        // Loose, for the machine may be busy: the exact comparison is a benchmark's.
        assertEquals(truth.get(10), ttft[10], 50);
        assertTrue(ttft[0] >= 100 && whole[0] >= 400, "no earlier than the server sent it");
    }

    private static String log(LookAlikeServer server) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/admin/log");
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    @Test
    void theRouteProbeKnowsIt() throws Exception {
        LookAlikeServer server = server("ttft=1ms,itl=1ms");
        try (var probe =
                new RouteProbe(
                        HttpSettings.DEFAULT,
                        Wire.options(Api.CHAT, true),
                        Duration.ofSeconds(20))) {
            Routes routes = probe.ask(endpoint(server).baseUrl());
            assertEquals(Kind.VLLM, routes.kind());
            assertEquals(List.of("m"), routes.models());
            assertEquals(256, routes.maxModelLength());
            assertTrue(routes.completions() && routes.chat());
        }
    }

    @Test
    void aServerThatGoesAwayMidStreamFailsWhatItCarried() throws Exception {
        LookAlikeServer server = server("ttft=1ms,itl=20ms");
        var heard = new Heard();
        var begun = new CountDownLatch(1);
        var watched =
                new Heard() {
                    @Override
                    public void text(long nanos) {
                        super.text(nanos);
                        begun.countDown();
                    }
                };
        HttpTransport transport = transport();
        var long200 = request(Wire.options(Api.COMPLETION, true), "m", 200, Map.of());
        transport.send(endpoint(server), long200, watched);
        assertTrue(begun.await(20, TimeUnit.SECONDS));
        server.stop(Duration.ZERO).toCompletableFuture().get(20, TimeUnit.SECONDS);
        String kind = watched.await().kind();
        assertTrue(
                List.of(
                                FailureCause.TRUNCATED,
                                FailureCause.CONNECTION_RESET,
                                FailureCause.ERROR_EVENT)
                        .contains(kind),
                kind);
        transport.send(endpoint(server), long200, heard);
        assertEquals(FailureCause.CONNECTION_REFUSED, heard.await().kind());
    }
}
