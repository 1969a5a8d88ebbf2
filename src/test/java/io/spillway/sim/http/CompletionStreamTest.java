package io.spillway.sim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Shapes of {@code /v1/completions}, as section 1.4 of the reference has them. */
class CompletionStreamTest {

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.fixed("ttft=1ms,itl=1ms");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void streamsOneEventATokenThenUsageThenDone() throws Exception {
        HttpResponse<String> response =
                server.post(
                        "/v1/completions",
                        """
                        {"model": "m", "prompt": [1, 2, 3, 4, 5], "max_tokens": 3, "stream": true,
                         "ignore_eos": true, "stream_options": {"include_usage": true}}""",
                        "x-request-id",
                        "r1");

        assertEquals(200, response.statusCode());
        assertEquals(
                "text/event-stream; charset=utf-8",
                response.headers().firstValue("content-type").orElse(""));
        List<String> events = TestServer.events(response.body());
        assertEquals(5, events.size());
        String token =
                Pattern.quote("{\"id\":\"cmpl-r1\",\"object\":\"text_completion\",\"created\":")
                        + "\\d+"
                        + Pattern.quote(",\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\"")
                        + "[ a-z]+"
                        + Pattern.quote("\",\"logprobs\":null,\"finish_reason\":%s,")
                        + Pattern.quote(
                                "\"stop_reason\":null,\"prompt_token_ids\":null,\"token_ids\":null}]}");
        assertMatches(token.formatted("null"), events.get(0));
        assertMatches(token.formatted("null"), events.get(1));
        assertMatches(token.formatted("\"length\""), events.get(2));
        String usage =
                Pattern.quote("{\"id\":\"cmpl-r1\",\"object\":\"text_completion\",\"created\":")
                        + "\\d+"
                        + Pattern.quote(
                                ",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,"
                                        + "\"total_tokens\":8,\"completion_tokens\":3},"
                                        + "\"system_fingerprint\":\"vllm-0.32.0-")
                        + "[0-9a-f]{8}\"}";
        assertMatches(usage, events.get(3));
        assertEquals("[DONE]", events.get(4));
    }

    @Test
    void withoutUsageTheFingerprintRidesOnTheLastEvent() throws Exception {
        List<JsonNode> events =
                stream("{\"prompt\": \"a b c\", \"max_tokens\": 2, \"stream\": true}");

        assertEquals(2, events.size());
        assertNull(events.get(0).get("system_fingerprint"));
        assertTrue(events.get(1).get("system_fingerprint").asText().startsWith("vllm-"));
        assertNull(events.get(0).get("usage"));
        assertNull(events.get(1).get("usage"));
    }

    @Test
    void continuousUsageIsOnEveryEvent() throws Exception {
        List<JsonNode> events =
                stream(
                        """
                        {"prompt": [7, 8], "max_tokens": 3, "stream": true, "stream_options":
                         {"include_usage": true, "continuous_usage_stats": true}}""");

        assertEquals(
                List.of(1, 2, 3, 3),
                events.stream().map(e -> e.get("usage").get("completion_tokens").asInt()).toList());
    }

    @Test
    void wholeAnswersHaveTheSameText() throws Exception {
        String fields = "\"prompt\": \"the same prompt\", \"max_tokens\": 9";
        StringBuilder streamed = new StringBuilder();
        for (JsonNode event : stream("{" + fields + ", \"stream\": true}")) {
            streamed.append(event.get("choices").get(0).get("text").asText());
        }

        JsonNode whole = server.postJson("/v1/completions", "{" + fields + "}");

        assertEquals(streamed.toString(), whole.get("choices").get(0).get("text").asText());
        assertEquals("text_completion", whole.get("object").asText());
        assertEquals("length", whole.get("choices").get(0).get("finish_reason").asText());
        assertEquals(9, whole.get("usage").get("completion_tokens").asInt());
        assertTrue(whole.has("kv_transfer_params"));
        int again =
                server.postJson("/tokenize", "{\"prompt\": \" " + streamed + "\"}")
                        .get("count")
                        .asInt();
        assertEquals(9, again, "each generated word is one token");
    }

    @Test
    void severalPromptsAndChoicesAreIndexedByPromptThenChoice() throws Exception {
        JsonNode whole =
                server.postJson(
                        "/v1/completions",
                        """
                        {"prompt": [[1, 2, 3], [4, 5]], "n": 2, "max_tokens": 4}""");

        assertEquals(4, whole.get("choices").size());
        for (int i = 0; i < 4; i++) {
            assertEquals(i, whole.get("choices").get(i).get("index").asInt());
        }
        assertEquals(5, whole.get("usage").get("prompt_tokens").asInt());
        assertEquals(16, whole.get("usage").get("completion_tokens").asInt());
    }

    @Test
    void severalChoicesShareOneStreamAndOneEnd() throws Exception {
        List<JsonNode> events =
                stream(
                        """
                        {"prompt": ["a b", "c"], "n": 2, "max_tokens": 3, "stream": true,
                         "stream_options": {"include_usage": true}}""");

        List<Integer> counts = new ArrayList<>(List.of(0, 0, 0, 0));
        for (JsonNode event : events) {
            if (!event.get("choices").isEmpty()) {
                int index = event.get("choices").get(0).get("index").asInt();
                counts.set(index, counts.get(index) + 1);
            }
        }
        assertEquals(List.of(3, 3, 3, 3), counts);
        assertEquals(12, events.getLast().get("usage").get("completion_tokens").asInt());
    }

    @Test
    void defaultsToSixteenTokensAlsoForNull() throws Exception {
        JsonNode absent = server.postJson("/v1/completions", "{\"prompt\": [1]}");
        JsonNode empty =
                server.postJson("/v1/completions", "{\"prompt\": [1], \"max_tokens\": null}");

        assertEquals(16, absent.get("usage").get("completion_tokens").asInt());
        assertEquals(16, empty.get("usage").get("completion_tokens").asInt());
    }

    @Test
    void clipsTheOutputToTheRoomThePromptLeaves() throws Exception {
        String prompt = "1, ".repeat(249) + "1";

        JsonNode whole =
                server.postJson(
                        "/v1/completions", "{\"prompt\": [" + prompt + "], \"max_tokens\": 100}");

        assertEquals(6, whole.get("usage").get("completion_tokens").asInt());
        assertEquals("length", whole.get("choices").get(0).get("finish_reason").asText());
    }

    @Test
    void oneTokenIsFirstAndLastAtOnce() throws Exception {
        List<JsonNode> events = stream("{\"prompt\": [1], \"max_tokens\": 1, \"stream\": true}");

        assertEquals(1, events.size());
        assertEquals("length", events.get(0).get("choices").get(0).get("finish_reason").asText());
        assertFalse(events.get(0).get("choices").get(0).get("text").asText().isEmpty());
    }

    @Test
    void anIntervalBundlesTokensButFirstAndLastAreImmediate() throws Exception {
        List<JsonNode> events =
                parse(
                        server.post(
                                "/v1/completions",
                                "{\"prompt\": [1], \"max_tokens\": 13, \"stream\": true}",
                                "x-spillway-shape",
                                "interval=5"));

        List<Integer> words = new ArrayList<>();
        for (JsonNode event : events) {
            String text = event.get("choices").get(0).get("text").asText();
            words.add(text.strip().split(" ").length);
        }
        assertEquals(List.of(1, 5, 5, 2), words);
    }

    @Test
    void eventsMayEndWithCarriageReturnsAndComeInPieces() throws Exception {
        String body = "{\"prompt\": [1], \"max_tokens\": 4, \"stream\": true}";
        HttpResponse<String> crlf =
                server.post("/v1/completions", body, "x-spillway-shape", "crlf,split=1");

        assertEquals(5, crlf.body().split("\r\n\r\n").length);
        assertFalse(crlf.body().contains("}\n"));
        assertEquals(4, parse(crlf).size());
    }

    @Test
    void echoPutsThePromptBeforeTheAnswer() throws Exception {
        JsonNode whole =
                server.postJson(
                        "/v1/completions",
                        "{\"prompt\": \"say \\\"x\\\"\", \"max_tokens\": 1, \"echo\": true}");
        List<JsonNode> events =
                stream(
                        "{\"prompt\": \"say \\\"x\\\"\", \"max_tokens\": 1, \"echo\": true,"
                                + " \"stream\": true}");

        String text = whole.get("choices").get(0).get("text").asText();
        assertTrue(text.startsWith("say \"x\""), text);
        assertEquals(text, events.getFirst().get("choices").get(0).get("text").asText());
    }

    private static List<JsonNode> stream(String body) throws Exception {
        return parse(server.post("/v1/completions", body));
    }

    /** All events but the last, which must be the end. */
    private static List<JsonNode> parse(HttpResponse<String> response) throws Exception {
        assertEquals(200, response.statusCode(), response.body());
        List<String> events = TestServer.events(response.body());
        assertEquals("[DONE]", events.getLast());
        List<JsonNode> parsed = new ArrayList<>();
        for (String event : events.subList(0, events.size() - 1)) {
            parsed.add(TestServer.JSON.readTree(event));
        }
        return parsed;
    }

    private static void assertMatches(String pattern, String actual) {
        assertTrue(Pattern.matches(pattern, actual), actual + "\n  does not match\n" + pattern);
    }
}
