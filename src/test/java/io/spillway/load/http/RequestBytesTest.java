package io.spillway.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.Unpooled;
import io.spillway.load.RequestOptions;
import io.spillway.load.RequestOptions.Api;
import io.spillway.prompt.Prompt;
import io.spillway.prompt.Prompt.Content;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

class RequestBytesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static String written(JsonBytes json) {
        var buffer = Unpooled.buffer();
        json.writeTo(buffer);
        return buffer.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode body(
            RequestOptions options, Dialect dialect, Content content, int outputTokens)
            throws Exception {
        var json = new JsonBytes();
        new BodyTemplate(options, "m\"1", dialect)
                .write(new Prompt(1, outputTokens, List.of(), null, content), json);
        return JSON.readTree(written(json));
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }

    @Test
    void stringsSurviveWhateverTheyHold() throws Exception {
        long seed = 5;
        var random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                int limit = new int[] {0x20, 0x80, 0x800, 0xD800, 0x110000}[random.nextInt(5)];
                int point = random.nextInt(limit);
                text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? '"' : point);
            }
            var json = new JsonBytes();
            json.string(text.toString());
            String read = JSON.readTree(written(json)).textValue();
            assertEquals(text.toString(), read, "seed " + seed);
        }
    }

    @Test
    void unpairedSurrogatesAreReplaced() throws Exception {
        var json = new JsonBytes();
        json.string("a\uD800b\uDC00");
        assertEquals("a\uFFFDb\uFFFD", JSON.readTree(written(json)).textValue());
    }

    @Test
    void numbersAreWrittenInFull() {
        var json = new JsonBytes();
        json.numbers(new int[] {0, 9, 10, 99, 100, 128255, Integer.MAX_VALUE});
        assertEquals("[0,9,10,99,100,128255,2147483647]", written(json));
    }

    @Test
    void chatTakesMessagesAndTextAsOneMessage() throws Exception {
        Content.Text text = () -> "hi";
        Content.Messages messages =
                () ->
                        List.of(
                                new Content.Message("system", "be"),
                                new Content.Message("user", "x"));
        RequestOptions chat = Wire.options(Api.CHAT, false);
        assertEquals(
                json(
                        """
                        {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 5,
                         "ignore_eos": true, "model": "m\\"1", "stream": false}
                        """),
                body(chat, Dialect.OPENAI, text, 5));
        assertEquals(
                json(
                        """
                        [{"role": "system", "content": "be"}, {"role": "user", "content": "x"}]
                        """),
                body(chat, Dialect.TGI, messages, 5).get("messages"));
    }

    @Test
    void anOutputLengthOfZeroIsLeftToTheServer() throws Exception {
        Content.Text text = () -> "hi";
        JsonNode body = body(Wire.options(Api.COMPLETION, true), Dialect.OPENAI, text, 0);
        assertEquals(
                List.of("prompt", "ignore_eos", "stream_options", "model", "stream"),
                List.copyOf(body.propertyStream().map(Map.Entry::getKey).toList()));
    }

    @Test
    void extraFieldsAreAddedAndWinOverDefaults() throws Exception {
        Content.Text text = () -> "hi";
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("temperature", 0.5);
        extra.put("ignore_eos", false);
        extra.put("max_completion_tokens", 9);
        extra.put("logit_bias", Map.of("7", -100));
        JsonNode body = body(Wire.withExtra(extra), Dialect.OPENAI, text, 5);
        assertEquals(
                json(
                        """
                        {"prompt": "hi", "ignore_eos": false, "model": "m\\"1", "stream": true,
                         "stream_options": {"include_usage": true}, "temperature": 0.5,
                         "max_completion_tokens": 9, "logit_bias": {"7": -100}}
                        """),
                body);
    }

    @Test
    void extraFieldsCannotReplaceWhatTheTransportReliesOn() {
        for (String name : List.of("stream", "prompt", "messages", "model")) {
            Map<String, Object> extra = Map.of(name, true);
            assertThrows(
                    RefusedRequestException.class,
                    () -> new BodyTemplate(Wire.withExtra(extra), null, Dialect.OPENAI));
        }
    }

    @Test
    void tgiHasParametersOfItsOwn() throws Exception {
        Content.Text text = () -> "hi";
        JsonNode body = body(Wire.withExtra(Map.of("temperature", 0.5)), Dialect.TGI, text, 5);
        assertEquals(
                json(
                        """
                        {"inputs": "hi", "stream": true,
                         "parameters": {"max_new_tokens": 5, "details": true, "temperature": 0.5}}
                        """),
                body);
        JsonNode free = body(Wire.options(Api.COMPLETION, true), Dialect.TGI, text, 0);
        assertEquals(json("{\"details\": true}"), free.get("parameters"));
        assertEquals(
                "/generate_stream",
                RequestHead.route(Wire.options(Api.COMPLETION, true), Dialect.TGI));
        assertEquals(
                "/v1/chat/completions",
                RequestHead.route(Wire.options(Api.CHAT, true), Dialect.TGI));
    }

    @Test
    void contentThatTheRouteCannotTakeIsRefused() {
        Content.Tokens ids = () -> new int[] {1};
        Content.Messages messages = () -> List.of();
        assertThrows(
                RefusedRequestException.class,
                () -> body(Wire.options(Api.CHAT, true), Dialect.OPENAI, ids, 1));
        assertThrows(
                RefusedRequestException.class,
                () -> body(Wire.options(Api.COMPLETION, true), Dialect.TGI, ids, 1));
        assertThrows(
                RefusedRequestException.class,
                () -> body(Wire.options(Api.COMPLETION, true), Dialect.OPENAI, messages, 1));
    }
}
