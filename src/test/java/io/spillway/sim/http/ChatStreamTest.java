package io.spillway.sim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Shapes of {@code /v1/chat/completions}, as section 1.5 of the reference has them. */
class ChatStreamTest {

    private static final String HELLO =
            "\"messages\": [{\"role\": \"system\", \"content\": \"Be brief\"},"
                    + " {\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"hello"
                    + " there\"}]}]";

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
    void namesTheRoleWithTheFirstTokenThenStreamsContent() throws Exception {
        String body =
                server.post(
                                "/v1/chat/completions",
                                "{"
                                        + HELLO
                                        + ", \"max_tokens\": 2, \"stream\": true,"
                                        + " \"stream_options\": {\"include_usage\": true}}",
                                "x-request-id",
                                "c1")
                        .body()
                        .replaceAll("\"created\":\\d+", "\"created\":T")
                        .replaceAll("\"content\":\"[ a-z]+\"", "\"content\":\"W\"")
                        .replaceAll("vllm-0.32.0-[0-9a-f]{8}", "F");

        String head =
                "data: {\"id\":\"chatcmpl-c1\",\"object\":\"chat.completion.chunk\",\"created\":T,"
                        + "\"model\":\"m\",\"choices\":[";
        assertEquals(
                head
                        + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
                        + "\"logprobs\":null,\"finish_reason\":null}],\"prompt_token_ids\":null,"
                        + "\"prompt_text\":null}\n\n"
                        + head
                        + "{\"index\":0,\"delta\":{\"content\":\"W\"},\"logprobs\":null,"
                        + "\"finish_reason\":null,\"token_ids\":null}]}\n\n"
                        + head
                        + "{\"index\":0,\"delta\":{\"content\":\"W\"},\"logprobs\":null,"
                        + "\"finish_reason\":\"length\",\"stop_reason\":null,\"token_ids\":null}]}\n\n"
                        + head
                        + "],\"usage\":{\"prompt_tokens\":18,\"total_tokens\":20,"
                        + "\"completion_tokens\":2},\"system_fingerprint\":\"F\"}\n\n"
                        + "data: [DONE]\n\n",
                body);
    }

    @Test
    void wholeAnswersCarryAMessage() throws Exception {
        JsonNode whole =
                server.postJson("/v1/chat/completions", "{" + HELLO + ", \"max_tokens\": 3}");

        assertEquals("chat.completion", whole.get("object").asText());
        JsonNode choice = whole.get("choices").get(0);
        assertEquals("assistant", choice.get("message").get("role").asText());
        assertEquals(3, choice.get("message").get("content").asText().split(" ").length);
        assertEquals(3, whole.get("usage").get("completion_tokens").asInt());
    }

    @Test
    void withoutALimitItStopsAtALengthOfItsOwn() throws Exception {
        JsonNode first = server.postJson("/v1/chat/completions", "{" + HELLO + "}");
        JsonNode again = server.postJson("/v1/chat/completions", "{" + HELLO + "}");

        int tokens = first.get("usage").get("completion_tokens").asInt();
        assertTrue(tokens >= 1 && tokens <= 238, "tokens " + tokens);
        assertEquals(tokens, again.get("usage").get("completion_tokens").asInt());
        String reason = first.get("choices").get(0).get("finish_reason").asText();
        assertEquals(tokens == 238 ? "length" : "stop", reason);
    }

    @Test
    void ignoringTheEndFillsTheModelsLength() throws Exception {
        JsonNode whole =
                server.postJson("/v1/chat/completions", "{" + HELLO + ", \"ignore_eos\": true}");

        assertEquals(256 - 18, whole.get("usage").get("completion_tokens").asInt());
        assertEquals("length", whole.get("choices").get(0).get("finish_reason").asText());
    }

    @Test
    void maxCompletionTokensWins() throws Exception {
        JsonNode whole =
                server.postJson(
                        "/v1/chat/completions",
                        "{" + HELLO + ", \"max_tokens\": 9, \"max_completion_tokens\": 4}");

        assertEquals(4, whole.get("usage").get("completion_tokens").asInt());
    }

    @Test
    void tokenizeCountsAConversationAsUsageDoes() throws Exception {
        JsonNode counted = server.postJson("/tokenize", "{" + HELLO + "}");

        assertEquals(18, counted.get("count").asInt());
        assertEquals(18, counted.get("tokens").size());
        assertEquals(256, counted.get("max_model_len").asInt());
        assertTrue(counted.get("token_strs").isNull());
    }

    @Test
    void detokenizeGivesBackGeneratedWords() throws Exception {
        JsonNode ids = server.postJson("/tokenize", "{\"prompt\": \" the water was great\"}");

        JsonNode text = server.postJson("/detokenize", "{\"tokens\": " + ids.get("tokens") + "}");

        assertEquals(" the water was great", text.get("prompt").asText());
        assertEquals(List.of(4), List.of(ids.get("count").asInt()));
    }
}
