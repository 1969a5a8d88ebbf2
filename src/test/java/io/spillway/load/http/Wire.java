package io.spillway.load.http;

import io.spillway.load.InferenceRequest;
import io.spillway.load.RequestOptions;
import io.spillway.load.RequestOptions.Api;
import io.spillway.prompt.Prompt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Responses as a vLLM server writes them, and requests to get them with. */
final class Wire {

    private Wire() {}

    /** How a stream is written. */
    record Shape(Api api, int tokens, int tokensPerChunk, String newline) {
        boolean isChat() {
            return api == Api.CHAT;
        }
    }

    static RequestOptions options(Api api, boolean streaming) {
        return new RequestOptions(
                api, streaming, true, true, Long.MAX_VALUE, Map.of(), null, Map.of());
    }

    static RequestOptions withTimeout(long nanos) {
        return new RequestOptions(
                Api.COMPLETION, true, true, true, nanos, Map.of(), null, Map.of());
    }

    static RequestOptions withExtra(Map<String, Object> extra) {
        return new RequestOptions(
                Api.COMPLETION, true, true, true, Long.MAX_VALUE, Map.of(), null, extra);
    }

    static RequestOptions withHeaders(Map<String, String> headers, String apiKey) {
        return new RequestOptions(
                Api.COMPLETION, true, true, true, Long.MAX_VALUE, headers, apiKey, Map.of());
    }

    static InferenceRequest request(RequestOptions options, int outputTokens) {
        Prompt.Content.Text text = () -> "say something";
        var prompt = new Prompt(2, outputTokens, List.of(), null, text);
        return new InferenceRequest(1, 0, prompt, "M", options, Map.of());
    }

    static InferenceRequest completion(int outputTokens) {
        return request(options(Api.COMPLETION, true), outputTokens);
    }

    static InferenceRequest of(RequestOptions options, Prompt.Content content) {
        var prompt = new Prompt(2, 4, List.of(), null, content);
        return new InferenceRequest(1, 0, prompt, "M", options, Map.of());
    }

    /** The events of a stream: role chunk for chat, text, usage, {@code [DONE]}. */
    static List<String> events(Shape shape) {
        List<String> events = new ArrayList<>();
        if (shape.isChat()) {
            events.add(
                    "{\"id\":\"chatcmpl-6f\",\"object\":\"chat.completion.chunk\",\"created\":1755700000,"
                            + "\"model\":\"M\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
                            + "\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}],"
                            + "\"prompt_token_ids\":null}");
        }
        int left = shape.tokens();
        while (left > 0) {
            int now = Math.min(left, shape.tokensPerChunk());
            left -= now;
            events.add(text(shape, " \\\"wor{}d\\n".repeat(now), left == 0));
        }
        events.add(usage(3, shape.tokens()));
        events.add("[DONE]");
        return events;
    }

    static String text(Shape shape, String text, boolean last) {
        String finish = last ? "\"length\"" : "null";
        String value = "\"" + text + "\"";
        String choice =
                shape.isChat() ? "\"delta\":{\"content\":" + value + "}" : "\"text\":" + value;
        String object = shape.isChat() ? "chat.completion.chunk" : "text_completion";
        return "{\"id\":\"cmpl-6f\",\"object\":\"%s\",\"created\":1755700000,\"model\":\"M\","
                        .formatted(object)
                + "\"choices\":[{\"index\":0,"
                + choice
                + ",\"logprobs\":null,\"finish_reason\":"
                + finish
                + ",\"stop_reason\":null,\"token_ids\":null}]}";
    }

    static String usage(int prompt, int output) {
        return "{\"id\":\"cmpl-6f\",\"object\":\"text_completion\",\"created\":1755700000,\"model\":\"M\","
                + "\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d,\"completion_tokens\":%d}}"
                        .formatted(prompt, prompt + output, output);
    }

    /** A whole response: one HTTP chunk per event, as uvicorn sends them. */
    static byte[] streamed(List<String> events, String newline) {
        return bytes(STREAM_HEAD + chunks(events, newline) + "0\r\n\r\n");
    }

    static byte[] streamed(Shape shape) {
        return streamed(events(shape), shape.newline());
    }

    static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\ndate: Mon, 01 Sep 2025 00:00:00 GMT\r\nserver: uvicorn\r\n"
                    + "content-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n";

    static String chunks(List<String> events, String newline) {
        var out = new StringBuilder();
        for (String event : events) {
            String body = "data: " + event + newline + newline;
            out.append(Integer.toHexString(body.getBytes(StandardCharsets.UTF_8).length));
            out.append("\r\n").append(body).append("\r\n");
        }
        return out.toString();
    }

    static byte[] whole(int status, String body) {
        return bytes(
                "HTTP/1.1 %d Whatever\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
                        .formatted(status, body.getBytes(StandardCharsets.UTF_8).length, body));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
