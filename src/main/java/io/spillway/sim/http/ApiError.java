package io.spillway.sim.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An error as vLLM answers it: nested under {@code error}.
 *
 * @param type its kind; null where the web framework answers by itself, with {@code detail} alone
 * @param param the field it is about
 */
record ApiError(int status, @Nullable String type, String message, @Nullable String param) {

    static ApiError badRequest(String message, @Nullable String param) {
        return new ApiError(400, "BadRequestError", message, param);
    }

    /**
     * A body that does not fit the schema: 400, not 422.
     *
     * @param location from {@code body} on, with dots
     */
    static ApiError invalid(String kind, String location, String message) {
        String text =
                "1 validation error:\n  {'type': '%s', 'loc': '%s', 'msg': '%s'}"
                        .formatted(kind, location, message);
        return new ApiError(400, "Bad Request", text, location);
    }

    /** A value out of its bounds, which the message repeats. */
    static ApiError outOfBounds(String field, Object value, String message) {
        return badRequest(
                "%s, got %s. (parameter=%s, value=%s)".formatted(message, value, field, value),
                field);
    }

    /** Where a prompt should be there is none. */
    static ApiError noPrompt() {
        return badRequest(
                "Either prompt or prompt_embeds must be provided and non-empty. (parameter=prompt)",
                "prompt");
    }

    /** What remains to be said when a request came without its body. */
    static ApiError missingBody() {
        return invalid("missing", "body", "Field required");
    }

    static ApiError invalidField(String field, String kind, String message) {
        return invalid(kind, "body." + field, message);
    }

    static ApiError unknownModel(String model, List<String> served) {
        String message =
                "The model `%s` does not exist. Valid aliases: %s."
                        .formatted(model, String.join(", ", served));
        return new ApiError(404, "NotFoundError", message, "model");
    }

    /**
     * A prompt that leaves no room for a token.
     *
     * @param isText whether it came as text, of which no more is read than shows that it is too
     *     long
     */
    static ApiError tooLong(int maxModelLen, int promptTokens, boolean isText) {
        if (promptTokens == maxModelLen) {
            return outOfBounds("max_tokens", 0, "max_tokens must be at least 1");
        }
        int counted = isText ? maxModelLen + 1 : promptTokens;
        String message =
                ("This model's maximum context length is %d tokens. However, your prompt contains"
                                + " %s%d input tokens, which exceeds this limit even without any output"
                                + " tokens. Please reduce the length of the input prompt."
                                + " (parameter=input_tokens, value=%d)")
                        .formatted(maxModelLen, isText ? "at least " : "", counted, counted);
        return badRequest(message, "input_tokens");
    }

    static ApiError notImplemented(String message, String param) {
        return new ApiError(501, "NotImplementedError", message, param);
    }

    static ApiError internal(String message) {
        return new ApiError(500, "InternalServerError", message, null);
    }

    /** An error that says no more than its status. */
    static ApiError plain(int status, String reason) {
        return new ApiError(status, reason, reason, null);
    }

    /** What the web framework answers by itself, where no route of vLLM was found. */
    static ApiError framework(int status, String detail) {
        return new ApiError(status, null, detail, null);
    }

    byte[] json() {
        if (type == null) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("detail", message)
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode error = root.putObject("error");
        error.put("message", message);
        error.put("type", type);
        error.put("param", param);
        error.put("code", status);
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    ApiException exception() {
        return new ApiException(this);
    }

    /** Leaves the reading of a request; carries the answer, never a stack trace. */
    static final class ApiException extends Exception {
        private final transient ApiError error;

        ApiException(ApiError error) {
            super(error.message, null, false, false);
            this.error = error;
        }

        ApiError error() {
            return error;
        }
    }
}
