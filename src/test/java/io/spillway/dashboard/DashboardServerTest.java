package io.spillway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

class DashboardServerTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static DashboardServer server() throws IOException {
        return DashboardServer.start(
                DashboardSettings.loopback(0, false), Rows.facts(), Controls.NONE);
    }

    private static RunEvent note(String text) {
        return new RunEvent.Note(1_000_000_000L, RunEvent.Level.INFO, text);
    }

    @Test
    void servesThePageAndEverythingItNames() throws IOException {
        try (var server = server()) {
            var visitor = new Visitor(server);
            String page = visitor.get("/").body();

            var named = Pattern.compile("(?:src|href)=\"([^\"#]+)\"").matcher(page);
            int files = 0;
            while (named.find()) {
                String path = named.group(1);
                assertFalse(path.contains(":"), path);
                assertEquals(200, visitor.get("/" + path).status(), path);
                files++;
            }
            assertTrue(files > 8, page);
            for (String module : List.of("stream.js", "series.js", "panels.js", "controls.js")) {
                assertEquals(200, visitor.get("/" + module).status(), module);
            }
            assertEquals(404, visitor.get("/../pom.xml").status());
            assertEquals(404, visitor.get("/io/spillway/report/page.css").status());
        }
    }

    @Test
    void everyAnswerForbidsInlineScriptsFramesAndForeignSources() throws IOException {
        try (var server = server()) {
            for (String path : List.of("/", "/dashboard.js", "/api/state", "/metrics", "/none")) {
                String head = new Visitor(server).get(path).head();

                assertTrue(head.contains("default-src 'none'"), head);
                assertTrue(head.contains("script-src 'self';"), head);
                assertTrue(head.contains("frame-ancestors 'none'"), head);
                assertTrue(head.contains("nosniff"), head);
                assertFalse(head.contains("unsafe"), head);
            }
        }
    }

    @Test
    void aLateJoinerHearsThePastInOrder() throws IOException {
        try (var server = server()) {
            server.second(Rows.at(1));
            server.event(note("between"));
            server.second(Rows.at(2));

            try (var stream = new Visitor(server).follow()) {
                List<Visitor.Event> heard = stream.next(4);

                assertEquals(
                        List.of("hello", "second", "event", "second"),
                        heard.stream().map(Visitor.Event::type).toList());
                assertFalse(MAPPER.readTree(heard.getFirst().data()).get("resumes").asBoolean());
                assertEquals(1, MAPPER.readTree(heard.get(1).data()).get("time_s").asInt());
                assertEquals("between", MAPPER.readTree(heard.get(2).data()).get("text").asText());
                assertEquals(2, MAPPER.readTree(heard.get(3).data()).get("time_s").asInt());
            }
        }
    }

    @Test
    void everyViewerHearsTheNextSecondUnderTheSameId() throws IOException {
        try (var server = server()) {
            try (var one = new Visitor(server).follow();
                    var two = new Visitor(server).follow()) {
                one.next();
                two.next();

                server.second(Rows.at(1));

                assertEquals(one.next(), two.next());
            }
        }
    }

    @Test
    void aReconnectingViewerHearsOnlyWhatItMissed() throws IOException {
        try (var server = server()) {
            for (int second = 1; second <= 5; second++) {
                server.second(Rows.at(second));
            }
            String third;
            try (var stream = new Visitor(server).follow()) {
                third = stream.next(4).getLast().id();
            }

            try (var again = new Visitor(server).follow("Last-Event-ID: " + third)) {
                Visitor.Event hello = again.next();

                assertTrue(MAPPER.readTree(hello.data()).get("resumes").asBoolean());
                assertEquals(4, MAPPER.readTree(again.next().data()).get("time_s").asInt());
            }
        }
    }

    @Test
    void anIdOfAnotherRunOrNoIdAtAllStartsOver() throws IOException {
        try (var server = server()) {
            server.second(Rows.at(1));
            for (String id : List.of("deadbeef:1", "1", "x", "deadbeef:99999999999999999999")) {
                try (var stream = new Visitor(server).follow("Last-Event-ID: " + id)) {
                    JsonNode hello = MAPPER.readTree(stream.next().data());

                    assertFalse(hello.get("resumes").asBoolean(), id);
                    assertEquals(1, MAPPER.readTree(stream.next().data()).get("time_s").asInt());
                }
            }
        }
    }

    @Test
    void aViewerThatDoesNotReadHoldsNobodyUp() throws IOException {
        var replicas = new io.spillway.record.SecondRow.Replica[64];
        for (int i = 0; i < replicas.length; i++) {
            replicas[i] = Rows.replica("replica-with-a-long-name-" + i, ReplicaState.READY);
        }
        try (var server = server()) {
            try (var _ = new Visitor(server).follow();
                    var reading = new Visitor(server).follow()) {
                reading.next();

                // Some 12 MB: far more than the sockets' buffers take.
                for (int second = 1; second <= 3_000; second++) {
                    server.second(Rows.at(second, replicas));
                }

                Visitor.Event last = reading.next(3_000).getLast();
                assertEquals(3_000, MAPPER.readTree(last.data()).get("time_s").asInt());
                assertEquals(0, server.dropped());
            }
        }
    }

    @Test
    void closingEndsTheStreamInGoodOrderAfterItsLastEvent() throws IOException {
        Visitor.Stream stream;
        try (var server = server()) {
            stream = new Visitor(server).follow();
            stream.next();
            server.ended(new RunEnd(RunEnd.Kind.COMPLETED, "It is over.", "results/report.html"));
        }
        JsonNode ended = MAPPER.readTree(stream.next().data()).get("status").get("ended");
        assertEquals("completed", ended.get("how").asText());
        assertEquals("results/report.html", ended.get("report").asText());
        assertTrue(stream.isOver());
        stream.close();
    }

    @Test
    void theStateDocumentSaysWhatIsTheCase() throws IOException {
        try (var server = server()) {
            server.event(
                    new RunEvent.StateChanged(
                            1,
                            new ReplicaId("sim-1"),
                            null,
                            ReplicaState.STARTING,
                            "one of the first 1"));
            server.event(new RunEvent.Scaled(2, 1, 3, "queue"));
            server.second(
                    Rows.at(
                            9,
                            Rows.replica("sim-1", ReplicaState.READY),
                            Rows.unmeasured("sim-2", ReplicaState.STARTING)));

            JsonNode state = MAPPER.readTree(new Visitor(server).get("/api/state").body());

            assertEquals("spillway/state/v1", state.get("schema").asText());
            assertEquals("run-1", state.get("run").get("id").asText());
            assertEquals(3, state.get("target").asInt());
            assertTrue(state.get("status").get("ended").isNull());
            JsonNode second = state.get("second");
            assertEquals(9, second.get("time_s").asInt());
            assertEquals(0.25, second.get("ttft_p95_s").asDouble());
            assertTrue(second.get("itl_p50_s").isNull());
            assertEquals(1, second.get("replicas_ready").asInt());
            assertEquals(0.5, second.get("replicas").get(0).get("kv_usage").asDouble());
            assertTrue(second.get("replicas").get(1).get("waiting").isNull());
            assertEquals(2, state.get("events").size());
        }
    }

    @Test
    void aTakenPortIsSaidSo() throws IOException {
        try (var server = server()) {
            var taken = DashboardSettings.loopback(server.port(), false);

            IOException refused =
                    assertThrows(
                            IOException.class,
                            () -> DashboardServer.start(taken, Rows.facts(), Controls.NONE));

            assertTrue(refused.getMessage().contains("port " + server.port()), refused::getMessage);
        }
    }

    @Test
    void viewersBeyondTheBoundAreTurnedAway() throws Exception {
        try (var server = server()) {
            var open = new java.util.ArrayList<Visitor.Stream>();
            try {
                for (int i = 0; i < Feed.MAX_VIEWERS; i++) {
                    open.add(new Visitor(server).follow());
                    open.getLast().next();
                }
                assertEquals(503, new Visitor(server).get("/events", "Connection: close").status());
            } finally {
                for (Visitor.Stream stream : open) {
                    stream.close();
                }
            }
        }
    }
}
