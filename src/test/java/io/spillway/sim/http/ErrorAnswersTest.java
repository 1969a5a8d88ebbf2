package io.spillway.sim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** The table of section 1.6 of the reference. */
class ErrorAnswersTest {

    private static final String COMPLETIONS = "/v1/completions";
    private static final String CHAT = "/v1/chat/completions";

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.fixed("ttft=0,itl=1ms");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "/v1/completions | {'prompt':'x','model':'other'} | 404 | NotFoundError | model",
                "/v1/completions | {'prompt':''} | 400 | BadRequestError | prompt",
                "/v1/completions | {'prompt':[]} | 400 | BadRequestError | null",
                "/v1/completions | {'prompt':[[]]} | 400 | BadRequestError | prompt",
                "/v1/completions | {'prompt':[-1]} | 400 | BadRequestError | null",
                "/v1/completions | {'prompt':[200000]} | 400 | BadRequestError | null",
                "/v1/completions | {} | 400 | BadRequestError | prompt",
                "/v1/completions | {'prompt':7} | 400 | Bad Request | body.prompt",
                "/v1/completions | {'prompt':{}} | 400 | Bad Request | body.prompt",
                "/v1/completions | {'prompt':[1,'x']} | 400 | Bad Request | body.prompt",
                "/v1/completions | {'prompt':'x','max_tokens':'many'} | 400 | Bad Request |"
                        + " body.max_tokens",
                "/v1/completions | {'prompt':'x','max_tokens':1.5} | 400 | Bad Request |"
                        + " body.max_tokens",
                "/v1/completions | {'prompt':'x','stream':'yes'} | 400 | Bad Request | body.stream",
                "/v1/completions | {'model': | 400 | Bad Request | body.9",
                "/v1/completions | [] | 400 | Bad Request | body",
                "/v1/completions | {'prompt':'x'}{} | 400 | Bad Request | body",
                "/v1/completions | {'prompt':'x','stream_options':{'include_usage':true}} | 400 |"
                        + " BadRequestError | stream_options",
                "/v1/completions | {'prompt':'x','max_tokens':0} | 400 | BadRequestError |"
                        + " max_tokens",
                "/v1/completions | {'prompt':'x','max_tokens':4,'min_tokens':5} | 400 |"
                        + " BadRequestError | null",
                "/v1/completions | {'prompt':'x','n':0} | 400 | BadRequestError | null",
                "/v1/completions | {'prompt':'x','n':129} | 400 | BadRequestError | null",
                "/v1/completions | {'prompt':'x','temperature':-1} | 400 | BadRequestError |"
                        + " temperature",
                "/v1/completions | {'prompt':'x','top_p':0} | 400 | BadRequestError | top_p",
                "/v1/completions | {'prompt':'x','logprobs':1} | 501 | NotImplementedError |"
                        + " logprobs",
                "/v1/chat/completions | {} | 400 | Bad Request | body.messages",
                "/v1/chat/completions | {'prompt':'x'} | 400 | Bad Request | body.messages",
                "/v1/chat/completions | {'messages':[]} | 400 | BadRequestError | null",
                "/v1/chat/completions | {'messages':['x']} | 400 | Bad Request | body.messages",
                "/v1/chat/completions | {'messages':[{'content':'x'}]} | 400 | Bad Request |"
                        + " body.messages",
                "/detokenize | {} | 400 | Bad Request | body.tokens",
            })
    void aRequestThatDoesNotFitIsRefused(
            String path, String body, int status, String type, String param) throws Exception {
        HttpResponse<String> response = server.post(path, body.replace('\'', '"'));

        assertError(response, status, type, param);
    }

    private static JsonNode assertError(
            HttpResponse<String> response, int status, String type, String param) throws Exception {
        assertEquals(status, response.statusCode(), response.body());
        JsonNode error = TestServer.JSON.readTree(response.body()).get("error");
        assertEquals(status, error.get("code").asInt());
        assertEquals(type, error.get("type").asText());
        assertEquals(param, error.get("param").asText());
        return error;
    }

    /** Ids are counted; of text, no more is read than shows that it is too long. */
    @ParameterizedTest
    @CsvSource({
        "'[' , '5, ' , '5]' , input_tokens , 'contains 300 input tokens, which exceeds'",
        "'\"' , 'x ' , 'x\"' , input_tokens , 'contains at least 257 input tokens, which exceeds'"
    })
    void aPromptBeyondTheModelSaysByHowMuch(
            String begin, String word, String end, String param, String says) throws Exception {
        String prompt = begin + word.repeat(299) + end;

        HttpResponse<String> response =
                server.post(COMPLETIONS, "{\"prompt\": " + prompt + ", \"max_tokens\": 20}");

        String message =
                assertError(response, 400, "BadRequestError", param).get("message").asText();
        assertTrue(message.contains("maximum context length is 256 tokens"), message);
        assertTrue(message.contains(says), message);
    }

    @Test
    void aPromptAsLongAsTheModelLeavesNoRoomForATokenEither() throws Exception {
        String prompt = "[" + "5, ".repeat(255) + "5]";

        HttpResponse<String> response =
                server.post(COMPLETIONS, "{\"prompt\": " + prompt + ", \"max_tokens\": 20}");

        JsonNode error = assertError(response, 400, "BadRequestError", "max_tokens");
        assertEquals(
                "max_tokens must be at least 1, got 0. (parameter=max_tokens, value=0)",
                error.get("message").asText());
    }

    @Test
    void anUnknownModelIsNamed() throws Exception {
        HttpResponse<String> response =
                server.post(CHAT, "{\"model\":\"gone\",\"messages\":[{\"role\":\"user\"}]}");

        JsonNode error = assertError(response, 404, "NotFoundError", "model");
        assertEquals(
                "The model `gone` does not exist. Valid aliases: m, alias.",
                error.get("message").asText());
    }

    @Test
    void everyServedNameIsAccepted() throws Exception {
        JsonNode whole = server.postJson(COMPLETIONS, "{\"model\":\"alias\",\"prompt\":\"x\"}");

        assertEquals("alias", whole.get("model").asText());
    }

    @Test
    void onlyJsonIsAccepted() throws Exception {
        var request =
                server.request(COMPLETIONS)
                        .header("content-type", "text/plain")
                        .POST(BodyPublishers.ofString("{\"prompt\":\"x\"}"))
                        .build();

        HttpResponse<String> response = server.client().send(request, BodyHandlers.ofString());

        assertEquals(400, response.statusCode());
        assertTrue(
                response.body().contains("Unsupported Media Type: Only 'application/json'"),
                response.body());
    }

    @Test
    void unknownPathsAndMethodsAreRefused() throws Exception {
        HttpResponse<String> nothing = server.get("/v1/nothing");
        assertEquals(404, nothing.statusCode());
        assertEquals("{\"detail\":\"Not Found\"}", nothing.body());
        assertEquals(405, server.get(COMPLETIONS).statusCode());
        assertEquals(405, server.post("/version", "{}").statusCode());
    }

    @Test
    void anApiKeyGuardsOnlyV1() throws Exception {
        try (TestServer guarded =
                TestServer.fixed("ttft=0,itl=1ms", http -> http.withApiKey("secret"))) {
            String body = "{\"prompt\":\"x\",\"max_tokens\":1}";

            HttpResponse<String> without = guarded.post(COMPLETIONS, body);
            HttpResponse<String> wrong =
                    guarded.post(COMPLETIONS, body, "authorization", "Bearer other");
            HttpResponse<String> right =
                    guarded.post(COMPLETIONS, body, "authorization", "Bearer secret");

            assertEquals(401, without.statusCode());
            assertEquals("{\"error\":\"Unauthorized\"}", without.body());
            assertEquals(401, wrong.statusCode());
            assertEquals(200, right.statusCode());
            assertEquals(401, guarded.get("/v1/models").statusCode());
            assertEquals(200, guarded.get("/health").statusCode());
            assertEquals(200, guarded.get("/metrics").statusCode());
            assertEquals(200, guarded.post("/tokenize", "{\"prompt\":\"x\"}").statusCode());
        }
    }

    @Test
    void pagesAnswer() throws Exception {
        HttpResponse<String> health = server.get("/health");
        assertEquals(200, health.statusCode());
        assertEquals("", health.body());
        assertEquals(200, server.get("/ping").statusCode());
        assertEquals("{\"server_load\":0}", server.get("/load").body());
        assertEquals("{\"version\":\"0.32.0\"}", server.get("/version").body());
        JsonNode models = TestServer.JSON.readTree(server.get("/v1/models").body());
        assertEquals("m", models.get("data").get(0).get("id").asText());
        assertEquals("alias", models.get("data").get(1).get("id").asText());
        assertEquals(256, models.get("data").get(0).get("max_model_len").asInt());
    }
}
