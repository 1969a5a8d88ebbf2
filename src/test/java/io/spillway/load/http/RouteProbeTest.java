package io.spillway.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.load.RequestOptions.Api;
import io.spillway.load.http.Routes.Kind;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

class RouteProbeTest {

    /** What a server answers to a method and path; everything else is 404. */
    private static RawServer serving(Map<String, String> pages, List<String> postOnly) {
        return new RawServer(
                (request, socket) -> {
                    String[] words = request.head().split(" ", 3);
                    String path = words[1];
                    int status = pages.containsKey(path) ? 200 : 404;
                    if (postOnly.contains(path)) {
                        status = words[0].equals("POST") ? 400 : 405;
                    }
                    String body = pages.getOrDefault(path, "{\"detail\":\"Not Found\"}");
                    socket.getOutputStream().write(Wire.whole(status, body));
                });
    }

    private static Routes ask(RawServer server) throws IOException, InterruptedException {
        try (var probe =
                new RouteProbe(
                        HttpSettings.DEFAULT,
                        Wire.withHeaders(Map.of("X-Tenant", "a"), "k3y"),
                        Duration.ofSeconds(20))) {
            return probe.ask(URI.create("http://127.0.0.1:" + server.port()));
        }
    }

    @Test
    void recognisesVllm() throws Exception {
        Map<String, String> pages =
                Map.of(
                        "/v1/models",
                        "{\"object\":\"list\",\"data\":[{\"id\":\"meta/L\",\"owned_by\":\"vllm\",\"max_model_len\":8192},"
                                + "{\"id\":\"lora-1\",\"owned_by\":\"vllm\",\"parent\":\"meta/L\"}]}",
                        "/version",
                        "{\"version\":\"0.26.0\"}");
        try (RawServer server =
                serving(pages, List.of("/v1/completions", "/v1/chat/completions"))) {
            Routes routes = ask(server);
            assertEquals(
                    new Routes(Kind.VLLM, "0.26.0", List.of("meta/L", "lora-1"), 8192, true, true),
                    routes);
            assertEquals(Api.COMPLETION, routes.preferred());
            for (RawServer.Received request : server.requests()) {
                String head = request.head().toLowerCase(Locale.ROOT);
                assertTrue(head.contains("authorization: bearer k3y\r\n"), head);
                assertTrue(head.contains("x-tenant: a\r\n"), head);
                assertFalse(head.contains("upgrade"), head);
                assertTrue(request.head().startsWith("GET "), "nothing is generated: " + head);
            }
        }
    }

    @Test
    void recognisesSglangAndTgi() throws Exception {
        try (RawServer server =
                serving(
                        Map.of(
                                "/v1/models",
                                "{\"data\":[{\"id\":\"m\",\"owned_by\":\"sglang\",\"max_model_len\":100}]}"),
                        List.of("/v1/completions", "/v1/chat/completions"))) {
            assertEquals(Kind.SGLANG, ask(server).kind());
        }
        try (RawServer server =
                serving(
                        Map.of(
                                "/info",
                                "{\"model_id\":\"m\",\"version\":\"3.3.0\",\"max_total_tokens\":2048,\"router\":\"x\"}"),
                        List.of("/v1/chat/completions"))) {
            Routes routes = ask(server);
            assertEquals(new Routes(Kind.TGI, "3.3.0", List.of("m"), 0, false, true), routes);
            assertEquals(Api.CHAT, routes.preferred());
        }
    }

    @Test
    void asksToGenerateFromNothingWhereGetIsNotFound() throws Exception {
        try (RawServer server =
                new RawServer(
                        (request, socket) -> {
                            boolean known = request.head().startsWith("POST /v1/chat/completions");
                            socket.getOutputStream()
                                    .write(Wire.whole(known ? 422 : 404, "no model"));
                        })) {
            Routes routes = ask(server);
            assertEquals(new Routes(Kind.OTHER, null, List.of(), 0, false, true), routes);
        }
    }

    @Test
    void aServerWithNeitherRouteHasNoPreferredOne() throws Exception {
        try (RawServer server = serving(Map.of(), List.of())) {
            Routes routes = ask(server);
            assertThrows(IllegalStateException.class, routes::preferred);
        }
    }

    @Test
    void aRefusedKeyAndAnAbsentServerAreErrors() throws Exception {
        try (RawServer server = RawServer.saying(Wire.whole(401, "{\"error\":\"Unauthorized\"}"))) {
            var refused = assertThrows(IOException.class, () -> ask(server));
            assertTrue(refused.getMessage().contains("API key"), refused.getMessage());
        }
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (var probe =
                new RouteProbe(
                        HttpSettings.DEFAULT,
                        Wire.options(Api.CHAT, true),
                        Duration.ofSeconds(20))) {
            var absent = URI.create("http://127.0.0.1:" + free);
            assertThrows(ConnectException.class, () -> probe.ask(absent));
        }
    }
}
