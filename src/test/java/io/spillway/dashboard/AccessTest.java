package io.spillway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who gets in, and who may steer. */
class AccessTest {
    private static final String TOKEN = "correct-horse-battery-staple";

    private static final class Steered implements Controls {
        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public void pause(boolean paused) {
            calls.add("pause " + paused);
        }

        @Override
        public void stopAfterDrain() {
            calls.add("stop");
        }

        @Override
        public void scaleTo(int replicas, String reason) {
            calls.add("scale " + replicas + " " + reason);
        }
    }

    private final Steered steered = new Steered();

    private DashboardServer server(boolean controls) throws IOException {
        return DashboardServer.start(
                DashboardSettings.loopback(0, controls), Rows.facts(), steered);
    }

    private DashboardServer guarded(String host) throws IOException {
        return DashboardServer.start(
                new DashboardSettings(host, 0, true, TOKEN), Rows.facts(), steered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/events", "/api/state", "/metrics", "/dashboard.js"})
    void answersToItsOwnNamesOnly(String path) throws IOException {
        try (var server = server(true)) {
            var visitor = new Visitor(server);
            for (String foreign :
                    List.of(
                            "evil.example",
                            "evil.example:" + server.port(),
                            "localhost.evil.example",
                            "127.0.0.1.evil.example",
                            "192.168.0.7",
                            "[2001:db8::1]:80",
                            "[::1",
                            "@localhost")) {
                assertEquals(
                        421, visitor.getFrom(foreign, path, "Connection: close").status(), foreign);
            }
            assertEquals(400, visitor.getFrom("", path, "Connection: close").status());
            assertEquals(
                    400,
                    visitor.getFrom("localhost", path, "Host: evil.example", "Connection: close")
                            .status());
        }
    }

    @Test
    void answersToLocalhostHoweverItIsWritten() throws IOException {
        try (var server = server(false)) {
            for (String host : List.of("localhost", "LOCALHOST:1", "127.0.0.1:8089", "[::1]:9")) {
                assertEquals(200, new Visitor(server).getFrom(host, "/").status(), host);
            }
        }
    }

    @Test
    void listeningElsewhereNeedsATokenOfSomeLength() {
        for (String host : List.of("0.0.0.0", "10.0.0.1", "::", "bench.example")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new DashboardSettings(host, 0, false, null));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new DashboardSettings("0.0.0.0", 0, false, "short"));
        String token = DashboardSettings.newToken(new SplittableRandom(1));
        assertEquals(24, token.length());
        assertTrue(token.matches("[A-Za-z0-9_-]+"), token);
        assertFalse(new DashboardSettings("0.0.0.0", 0, false, token).controls());
    }

    @Test
    void withATokenEverythingAboutTheRunNeedsIt() throws IOException {
        try (var server = guarded("127.0.0.1")) {
            var visitor = new Visitor(server);
            assertEquals(200, visitor.get("/").status());
            assertEquals(200, visitor.get("/dashboard.js").status());
            for (String path : List.of("/events", "/api/state", "/metrics")) {
                for (String wrong :
                        List.of(
                                "X-None: 1",
                                "Authorization: Bearer " + TOKEN.replace('c', 'x'),
                                "Authorization: Bearer",
                                "Authorization: Basic " + TOKEN,
                                "Authorization: Bearer " + TOKEN + "x")) {
                    assertEquals(
                            401, visitor.get(path, wrong, "Connection: close").status(), wrong);
                }
            }
            assertEquals(401, visitor.control("{\"action\":\"stop\"}").status());
            assertEquals(200, visitor.get("/metrics", "Authorization: Bearer " + TOKEN).status());
            try (var stream = visitor.follow("Authorization: Bearer " + TOKEN)) {
                assertEquals("hello", stream.next().type());
            }
            assertEquals(List.of(), steered.calls);
        }
    }

    @Test
    void theTokenIsInTheFragmentWhichIsNeverSent() throws IOException {
        try (var server = guarded("0.0.0.0")) {
            assertEquals("token=" + TOKEN, server.url().getFragment());
            assertEquals("localhost", server.url().getHost());
            assertEquals(null, server.url().getQuery());
        }
    }

    @Test
    void listeningEverywhereItAnswersToAddressesButNotToNames() throws IOException {
        try (var server = guarded("0.0.0.0")) {
            var visitor = new Visitor(server);
            String bearer = "Authorization: Bearer " + TOKEN;
            assertEquals(200, visitor.getFrom("192.168.0.7:80", "/metrics", bearer).status());
            assertEquals(200, visitor.getFrom("[2001:db8::1]", "/metrics", bearer).status());
            assertEquals(421, visitor.getFrom("evil.example", "/metrics", bearer).status());
        }
    }

    @Test
    void controlsAreRefusedUnlessSwitchedOn() throws IOException {
        try (var server = server(false)) {
            Visitor.Reply reply = new Visitor(server).control("{\"action\":\"stop\"}");

            assertEquals(403, reply.status());
            assertTrue(reply.body().contains("dashboard.controls"), reply.body());
            assertEquals(List.of(), steered.calls);
        }
    }

    @Test
    void controlsComeFromTheOwnPageOnly() throws IOException {
        try (var server = server(true)) {
            var visitor = new Visitor(server);
            String own = "localhost:" + server.port();
            String json = "Content-Type: application/json";
            String stop = "{\"action\":\"stop\"}";
            for (String origin :
                    List.of(
                            "X-None: 1",
                            "Origin: http://evil.example",
                            "Origin: null",
                            "Origin: http://localhost:1",
                            "Origin: http://127.0.0.1:" + server.port(),
                            "Origin: http://" + own + ".evil.example")) {
                assertEquals(
                        403,
                        visitor.ask("POST", "/api/control", own, stop, origin, json).status(),
                        origin);
            }
            String right = "Origin: http://" + own;
            assertEquals(
                    403,
                    visitor.ask(
                                    "POST",
                                    "/api/control",
                                    own,
                                    stop,
                                    right,
                                    "Origin: http://evil.example",
                                    json)
                            .status());
            assertEquals(
                    421,
                    visitor.ask("POST", "/api/control", "evil.example", stop, right, json)
                            .status());
            assertEquals(
                    415,
                    visitor.ask(
                                    "POST",
                                    "/api/control",
                                    own,
                                    stop,
                                    right,
                                    "Content-Type: text/plain")
                            .status());
            assertEquals(405, visitor.get("/api/control").status());
            assertEquals(List.of(), steered.calls);
        }
    }

    @Test
    void controlsReachTheRunAndEveryViewerHearsOfThem() throws IOException {
        try (var server = server(true)) {
            var visitor = new Visitor(server);
            try (var stream = visitor.follow()) {
                stream.next();
                assertEquals(202, visitor.control("{\"action\":\"pause\"}").status());
                assertEquals("status", stream.next().type());
                assertEquals(202, visitor.control("{\"action\":\"resume\"}").status());
                assertEquals(
                        202, visitor.control("{\"action\":\"scale\",\"replicas\":3}").status());
                assertEquals(202, visitor.control("{\"action\":\"stop\"}").status());
                String last = stream.next(3).getLast().data();
                assertTrue(last.contains("\"stopping\":true"), last);
            }
            assertEquals(
                    List.of(
                            "pause true",
                            "pause false",
                            "scale 3 by hand, from the dashboard",
                            "stop"),
                    steered.calls);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"action\":\"explode\"}",
                "{\"action\":\"scale\"}",
                "{\"action\":\"scale\",\"replicas\":0}",
                "{\"action\":\"scale\",\"replicas\":5}",
                "{\"action\":\"scale\",\"replicas\":2.5}",
                "{\"action\":\"scale\",\"replicas\":\"2\"}",
                "{\"action\":\"scale\",\"replicas\":99999999999}"
            })
    void nonsenseIsRefused(String body) throws IOException {
        try (var server = server(true)) {
            assertEquals(400, new Visitor(server).control(body).status());
            assertEquals(List.of(), steered.calls);
        }
    }

    @Test
    void whatARunCannotDoIsSaidSo() throws IOException {
        try (var server =
                DashboardServer.start(
                        DashboardSettings.loopback(0, true), Rows.facts(), Controls.NONE)) {
            Visitor.Reply reply = new Visitor(server).control("{\"action\":\"pause\"}");

            assertEquals(409, reply.status());
            assertTrue(reply.body().contains("cannot be paused"), reply.body());
        }
    }

    @Test
    void aRunThatHasEndedIsNotSteered() throws IOException {
        try (var server = server(true)) {
            server.ended(new RunEnd(RunEnd.Kind.STOPPED, "Stopped.", null));

            assertEquals(409, new Visitor(server).control("{\"action\":\"stop\"}").status());
            assertEquals(List.of(), steered.calls);
        }
    }

    @Test
    void anOversizedBodyIsRefusedBeforeItIsRead() throws IOException {
        try (var server = server(true)) {
            Visitor.Reply reply =
                    new Visitor(server)
                            .ask("POST", "/api/control", "localhost", "", "Content-Length: 20000");

            assertEquals(413, reply.status());
        }
    }
}
