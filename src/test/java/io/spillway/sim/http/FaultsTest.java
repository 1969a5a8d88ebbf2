package io.spillway.sim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class FaultsTest {

    private static final String STREAM =
            "{\"prompt\":[1,2],\"max_tokens\":6,\"stream\":true,"
                    + "\"stream_options\":{\"include_usage\":true}}";
    private static final String WHOLE = "{\"prompt\":[1,2],\"max_tokens\":6}";

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.fixed("ttft=2ms,itl=1ms,slots=1");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void anErrorMayComeInstead(int status) throws Exception {
        HttpResponse<String> response = faulty(STREAM, "error-before=" + status);

        assertEquals(status, response.statusCode());
        JsonNode error = TestServer.JSON.readTree(response.body()).get("error");
        assertEquals(status, error.get("code").asInt());
    }

    @Test
    void anErrorEventMayComeAfterSomeTokens() throws Exception {
        HttpResponse<String> response = faulty(STREAM, "error-event-after=2");

        assertEquals(200, response.statusCode());
        List<String> events = TestServer.events(response.body());
        assertEquals(4, events.size());
        assertTrue(events.get(2).startsWith("{\"error\":{\"message\":"), events.get(2));
        assertEquals("[DONE]", events.get(3));
        assertEquals(500, faulty(WHOLE, "error-event-after=2").statusCode());
        assertSlotIsFree();
    }

    @Test
    void aStreamMayEndWithoutDone() throws Exception {
        HttpResponse<String> response = faulty(STREAM, "end-after=3");

        List<String> events = TestServer.events(response.body());
        assertEquals(3, events.size());
        assertFalse(response.body().contains("[DONE]"));
        assertSlotIsFree();
    }

    @Test
    void aFaultAfterAllTokensCutsOnlyTheEnd() throws Exception {
        List<String> events = TestServer.events(faulty(STREAM, "end-after=6").body());

        assertEquals(6, events.size());
        assertTrue(events.getLast().contains("\"finish_reason\":\"length\""));
    }

    @Test
    void aStreamMayBeTruncated() throws Exception {
        for (String body : List.of(STREAM, WHOLE)) {
            IOException failure =
                    assertThrows(IOException.class, () -> faulty(body, "truncate-after=2"));
            assertFalse(wasReset(failure), String.valueOf(failure));
        }
        assertSlotIsFree();
    }

    @Test
    void aStreamMayBeReset() throws Exception {
        for (String body : List.of(STREAM, WHOLE)) {
            IOException failure =
                    assertThrows(IOException.class, () -> faulty(body, "reset-after=2"));
            assertTrue(wasReset(failure), String.valueOf(failure));
        }
        assertSlotIsFree();
    }

    private static boolean wasReset(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aStreamMayStallAndItsSlotIsFreedWhenTheClientLeaves() throws Exception {
        try (Socket socket = server.connect()) {
            String head =
                    "POST /v1/completions HTTP/1.1\r\nHost: x\r\nX-Spillway-Fault: stall-after=2\r\n"
                            + "Content-Type: application/json\r\nContent-Length: ";
            String text = head + STREAM.length() + "\r\n\r\n" + STREAM;
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            List<String> events = new ArrayList<>();
            socket.setSoTimeout(300);
            assertThrows(
                    SocketTimeoutException.class,
                    () -> {
                        for (String line = in.readLine(); line != null; line = in.readLine()) {
                            if (line.startsWith("data: ")) {
                                events.add(line);
                            }
                        }
                    });
            assertEquals(2, events.size());
        }
        assertSlotIsFree();
    }

    @Test
    void anAnswerMayBeShortOfWhatWasAsked() throws Exception {
        List<String> events = TestServer.events(faulty(STREAM, "stop-after=4").body());

        assertEquals(6, events.size());
        assertTrue(events.get(3).contains("\"finish_reason\":\"stop\""));
        assertTrue(events.get(4).contains("\"completion_tokens\":4"));
    }

    @Test
    void anAnswerMayBeSlow() throws Exception {
        assertEquals(200, faulty(STREAM, "slow=20").statusCode());

        JsonNode line = TestServer.JSON.readTree(server.get("/admin/log").body());

        JsonNode sends = line.get("sends");
        double arrival = line.get("arrival").asDouble();
        double first = sends.get(0).asDouble() - arrival;
        double last = sends.get(sends.size() - 1).asDouble() - arrival;
        assertTrue(first >= 0.040, "first after " + first);
        assertTrue(last >= 0.040 + 0.005 * (sends.size() - 1), "last after " + last);
    }

    @Test
    void unknownFaultsAreRefused() throws Exception {
        assertEquals(400, faulty(STREAM, "explode=1").statusCode());
        assertEquals(400, faulty(STREAM, "slow=0.5").statusCode());
        assertEquals(400, faulty(STREAM, "error-before=200").statusCode());
    }

    @Test
    void anAdministratorMayBreakAShareOfRequestsAndUndoIt() throws Exception {
        admin("{\"fault\":\"error-before=503\",\"probability\":0.5,\"seed\":11}");
        List<Integer> first = statuses(40);
        admin("{\"fault\":\"error-before=503\",\"probability\":0.5,\"seed\":11}");
        List<Integer> again = statuses(40);
        admin("{\"clear\":true}");
        List<Integer> cleared = statuses(10);

        assertEquals(first, again);
        long failed = first.stream().filter(status -> status == 503).count();
        assertTrue(failed > 8 && failed < 32, "failed " + failed);
        assertTrue(cleared.stream().allMatch(status -> status == 200));
    }

    @Test
    void anAdministratorMayTakeMetricsAndHealthAway() throws Exception {
        admin("{\"metrics\":\"missing\",\"health\":\"failing\"}");
        assertEquals(404, server.get("/metrics").statusCode());
        HttpResponse<String> health = server.get("/health");
        assertEquals(503, health.statusCode());
        assertEquals("", health.body());

        admin("{\"metrics\":\"hang\",\"health\":\"ok\"}");
        assertEquals(200, server.get("/health").statusCode());
        try (Socket socket = server.connect()) {
            socket.setSoTimeout(200);
            socket.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes("US-ASCII"));
            assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
        }

        admin("{\"clear\":true}");
        assertEquals(200, server.get("/metrics").statusCode());
    }

    @Test
    void aWishThatCannotBeReadChangesNothing() throws Exception {
        for (String wrong :
                List.of(
                        "[]",
                        "{",
                        "{\"fault\":\"explode=1\"}",
                        "{\"metrics\":\"gone\"}",
                        "{\"fault\":\"slow=2\",\"probability\":7}")) {
            assertEquals(400, server.post("/admin/fault", wrong).statusCode(), wrong);
        }
        assertEquals(200, server.get("/metrics").statusCode());
        assertEquals(List.of(200), statuses(1));
    }

    private void admin(String wish) throws Exception {
        assertEquals(200, server.post("/admin/fault", wish).statusCode());
    }

    private List<Integer> statuses(int requests) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            statuses.add(
                    server.post("/v1/completions", "{\"prompt\":[1],\"max_tokens\":1}")
                            .statusCode());
        }
        return statuses;
    }

    private HttpResponse<String> faulty(String body, String fault) throws Exception {
        return server.post("/v1/completions", body, "x-spillway-fault", fault);
    }

    private void assertSlotIsFree() throws Exception {
        assertEquals(200, server.post("/v1/completions", WHOLE).statusCode());
    }
}
