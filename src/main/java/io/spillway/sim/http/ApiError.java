package io.spillway.sim.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * An error as vLLM answers it: nested under {@code error}.
 *
 * @param param the field it is about
 */
record ApiError(int status, String type, String message, @Nullable String param) {

    static ApiError badRequest(String message, @Nullable String param) {
        return new ApiError(400, "BadRequestError", message, param);
    }

    /** A body that does not fit the schema: 400, not 422. */
    static ApiError invalid(String kind, String location, String message) {
        String text =
                "1 validation error: {'type': '%s', 'loc': (%s), 'msg': '%s'}"
                        .formatted(kind, location, message);
        int lastQuote = location.lastIndexOf('\'');
        int before = location.lastIndexOf('\'', lastQuote - 1);
        return new ApiError(400, "Bad Request", text, location.substring(before + 1, lastQuote));
    }

    /** What remains to be said when a request came without its body. */
    static ApiError missingBody() {
        return invalid("missing", "'body',", "Field required");
    }

    static ApiError invalidField(String field, String kind, String message) {
        return invalid(kind, "'body', '" + field + "'", message);
    }

    static ApiError unknownModel(String model) {
        String message = "The model `%s` does not exist.".formatted(model);
        return new ApiError(404, "NotFoundError", message, "model");
    }

    static ApiError tooLong(int maxModelLen, int outputTokens, int promptTokens) {
        String message =
                ("This model's maximum context length is %d tokens. However, you requested %d output"
                                + " tokens and your prompt contains %d input tokens, for a total of %d tokens."
                                + " Please reduce the length of the input prompt or the number of requested"
                                + " output tokens.")
                        .formatted(
                                maxModelLen,
                                outputTokens,
                                promptTokens,
                                (long) outputTokens + promptTokens);
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

    byte[] json() {
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
