package io.spillway.load.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.spillway.load.RequestOptions;
import io.spillway.load.RequestOptions.Api;
import io.spillway.prompt.Prompt;
import io.spillway.prompt.Prompt.Content;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON body of requests with the same options and model: all that is constant is encoded once,
 * a request writes its prompt and its output length in between.
 */
final class BodyTemplate {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Wire wire;
    private final byte[] beforePrompt;
    private final byte[] beforeLength;

    /** Follows the output length. */
    private final byte[] rest;

    /** Follows the prompt when the output length is left to the server. */
    private final byte[] restWithoutLength;

    private final boolean writesLength;

    /** How prompts are put. */
    private enum Wire {
        COMPLETION,
        CHAT,
        GENERATE
    }

    BodyTemplate(RequestOptions options, @Nullable String model, Dialect dialect)
            throws RefusedRequestException {
        this.wire = wire(options, dialect);
        Map<String, Object> fields =
                wire == Wire.GENERATE ? generateFields(options) : openAiFields(options, model);
        String lengthName = wire == Wire.GENERATE ? "max_new_tokens" : "max_tokens";
        this.writesLength = !hasLength(options);
        String promptName =
                switch (wire) {
                    case COMPLETION -> "prompt";
                    case CHAT -> "messages";
                    case GENERATE -> "inputs";
                };
        this.beforePrompt = bytes("{\"" + promptName + "\":");
        if (wire == Wire.GENERATE) {
            Object parameters = fields.remove("parameters");
            String inner = inner(parameters == null ? Map.of() : parameters);
            String outer = prefixed(inner(fields));
            this.beforeLength = bytes(",\"parameters\":{\"max_new_tokens\":");
            this.rest = bytes(prefixed(inner) + "}" + outer + "}");
            this.restWithoutLength = bytes(",\"parameters\":{" + inner + "}" + outer + "}");
        } else {
            String all = prefixed(inner(fields)) + "}";
            this.beforeLength = bytes(",\"" + lengthName + "\":");
            this.rest = bytes(all);
            this.restWithoutLength = bytes(all);
        }
    }

    private static boolean hasLength(RequestOptions options) {
        Map<String, Object> extra = options.extraBody();
        return extra.containsKey("max_tokens")
                || extra.containsKey("max_completion_tokens")
                || extra.containsKey("max_new_tokens");
    }

    /** Whether the server must produce exactly as many tokens as the prompt asks for. */
    static boolean pinsLength(RequestOptions options, Dialect dialect) {
        return dialect == Dialect.OPENAI
                && options.ignoreEos()
                && !hasLength(options)
                && !options.extraBody().containsKey("ignore_eos");
    }

    private static Wire wire(RequestOptions options, Dialect dialect) {
        if (options.api() == Api.CHAT) {
            return Wire.CHAT;
        }
        return switch (dialect) {
            case OPENAI -> Wire.COMPLETION;
            case TGI -> Wire.GENERATE;
        };
    }

    private static Map<String, Object> openAiFields(RequestOptions options, @Nullable String model)
            throws RefusedRequestException {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (options.ignoreEos()) {
            fields.put("ignore_eos", true);
        }
        if (options.streaming() && options.includeUsage()) {
            fields.put("stream_options", Map.of("include_usage", true));
        }
        fields.putAll(withoutReserved(options, List.of("model", "prompt", "messages", "stream")));
        if (model != null) {
            fields.put("model", model);
        }
        fields.put("stream", options.streaming());
        return fields;
    }

    private static Map<String, Object> generateFields(RequestOptions options)
            throws RefusedRequestException {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("details", true);
        parameters.putAll(
                withoutReserved(options, List.of("inputs", "parameters", "stream", "details")));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("parameters", parameters);
        fields.put("stream", options.streaming());
        return fields;
    }

    private static Map<String, Object> withoutReserved(RequestOptions options, List<String> own)
            throws RefusedRequestException {
        for (String name : own) {
            if (options.extraBody().containsKey(name)) {
                throw new RefusedRequestException("extra body fields must not set '" + name + "'");
            }
        }
        return options.extraBody();
    }

    /** The members of a JSON object without its braces. */
    private static String inner(Object fields) throws RefusedRequestException {
        try {
            String json = MAPPER.writeValueAsString(fields);
            return json.substring(1, json.length() - 1);
        } catch (JsonProcessingException notJson) {
            throw new RefusedRequestException(
                    "an extra body field cannot be written as JSON: "
                            + notJson.getOriginalMessage());
        }
    }

    private static String prefixed(String members) {
        return members.isEmpty() ? "" : "," + members;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes the body of one request. */
    void write(Prompt prompt, JsonBytes out) throws RefusedRequestException {
        out.raw(beforePrompt);
        content(prompt.content(), out);
        if (writesLength && prompt.outputTokens() > 0) {
            out.raw(beforeLength);
            out.number(prompt.outputTokens());
            out.raw(rest);
        } else {
            out.raw(restWithoutLength);
        }
    }

    private void content(Content content, JsonBytes out) throws RefusedRequestException {
        switch (content) {
            case Content.Tokens tokens -> {
                if (wire != Wire.COMPLETION) {
                    throw new RefusedRequestException(
                            "this route takes text, not token ids: use completions");
                }
                out.numbers(tokens.tokenIds());
            }
            case Content.Text text -> {
                if (wire == Wire.CHAT) {
                    messages(List.of(new Content.Message("user", text.text())), out);
                } else {
                    out.string(text.text());
                }
            }
            case Content.Messages messages -> {
                if (wire != Wire.CHAT) {
                    throw new RefusedRequestException(
                            "this route takes a prompt, not chat messages: use chat");
                }
                messages(messages.messages(), out);
            }
        }
    }

    private static final byte[] ROLE = bytes("{\"role\":");
    private static final byte[] CONTENT = bytes(",\"content\":");

    private static void messages(List<Content.Message> messages, JsonBytes out) {
        out.raw('[');
        for (int i = 0; i < messages.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            out.raw(ROLE);
            out.string(messages.get(i).role());
            out.raw(CONTENT);
            out.string(messages.get(i).text());
            out.raw('}');
        }
        out.raw(']');
    }
}
