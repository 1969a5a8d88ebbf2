package io.spillway.sim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.sim.http.SimulateSettings.SendLogging;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class SendLogTest {

    private static final String BODY = "{\"prompt\":[1,2],\"max_tokens\":7,\"stream\":true}";

    @Test
    void everyPartIsStampedNoEarlierThanItsDueTime() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=40ms,itl=10ms")) {
            server.post("/v1/completions", BODY, "x-request-id", "one");

            JsonNode line = TestServer.JSON.readTree(server.get("/admin/log").body());

            assertEquals("cmpl-one", line.get("id").asText());
            assertEquals(7, line.get("sends").size());
            assertEquals(7, line.get("tokens").size());
            assertEquals(2, line.get("prompt_tokens").asInt());
            assertEquals(7, line.get("output_tokens").asInt());
            assertEquals("length", line.get("finish_reason").asText());
            double arrival = line.get("arrival").asDouble();
            for (int i = 0; i < 7; i++) {
                double late = line.get("sends").get(i).asDouble() - arrival - 0.040 - i * 0.010;
                assertTrue(late >= 0, i + " early by " + -late);
            }
        }
    }

    @Test
    void tokensOfAPartAreCounted() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=0,itl=1ms")) {
            server.post("/v1/completions", BODY, "x-spillway-shape", "interval=4");

            JsonNode line = TestServer.JSON.readTree(server.get("/admin/log").body());

            assertEquals("[1,4,2]", line.get("tokens").toString());
        }
    }

    @Test
    void aFileGetsEveryAnswer(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("sends.jsonl");
        try (TestServer server =
                TestServer.fixed(
                        "ttft=0,itl=0", http -> http.withLog(new SendLogging(false, file)))) {
            for (int i = 0; i < 20; i++) {
                server.post("/v1/completions", BODY);
            }
        }
        List<String> lines = Files.readAllLines(file);

        assertEquals(20, lines.size());
        for (String line : lines) {
            assertEquals(7, TestServer.JSON.readTree(line).get("output_tokens").asInt());
        }
    }

    @Test
    void aFloodKeepsItsTokensInOrderAndComplete() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=0,itl=0")) {
            String body = "{\"prompt\":[1],\"max_tokens\":200,\"stream\":true}";

            List<String> events = TestServer.events(server.post("/v1/completions", body).body());

            assertEquals(201, events.size());
            String whole =
                    server.postJson("/v1/completions", body.replace("true", "false"))
                            .get("choices")
                            .get(0)
                            .get("text")
                            .asText();
            StringBuilder streamed = new StringBuilder();
            for (String event : events.subList(0, 200)) {
                streamed.append(
                        TestServer.JSON.readTree(event).get("choices").get(0).get("text").asText());
            }
            assertEquals(whole, streamed.toString());
        }
    }

    @Test
    void withoutALogThePageIsEmpty() throws Exception {
        try (TestServer server =
                TestServer.fixed(
                        "ttft=0,itl=0", http -> http.withLog(new SendLogging(false, null)))) {
            server.post("/v1/completions", BODY);

            assertEquals("", server.get("/admin/log").body());
        }
    }
}
