package io.spillway.load.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.spillway.load.ResponseListener.Usage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What one JSON object of a response says, as far as it matters here: a stream's event, a whole
 * response, or an error body.
 *
 * @param error the server's message when the object is an error, nested ({@code
 *     {"error":{"message":…}}}), flat ({@code {"object":"error","message":…}}), a bare string or
 *     FastAPI's {@code {"detail":…}}
 * @param usage token counts, null when it has none
 * @param progress what a streamed event without text stands for
 */
record EventJson(@Nullable String error, @Nullable Usage usage, Progress progress) {

    /** What an event without text stands for. */
    enum Progress {
        /** The role, counts, or nothing that concerns the output. */
        NONE,
        /** A token that shows no text: half of a character, a special token, a tool call's. */
        TOKEN,
        /** The reason why the output ended, with the last token or after it. */
        FINISH
    }

    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_MESSAGE_CHARS = 300;

    /** Reads one object. Anything after it is an error. */
    static EventJson parse(byte[] bytes, int from, int to) throws MalformedResponseException {
        try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedResponseException(
                        "not a JSON object: " + shown(bytes, from, to));
            }
            EventJson event = new Reader(parser).object();
            if (parser.nextToken() != null) {
                throw new MalformedResponseException("text after a JSON object");
            }
            return event;
        } catch (IOException malformed) {
            throw new MalformedResponseException("not JSON: " + shown(bytes, from, to));
        }
    }

    /** The message of an error response, which need not be JSON. */
    static String errorMessage(byte[] bytes, int from, int to) {
        try {
            String error = parse(bytes, from, to).error();
            return error == null ? shown(bytes, from, to) : error;
        } catch (MalformedResponseException notJson) {
            return shown(bytes, from, to);
        }
    }

    private static String shown(byte[] bytes, int from, int to) {
        int end = Math.min(to, from + 4 * MAX_MESSAGE_CHARS);
        return shortened(new String(bytes, from, end - from, StandardCharsets.UTF_8).strip());
    }

    private static String shortened(String text) {
        return text.length() <= MAX_MESSAGE_CHARS
                ? text
                : text.substring(0, MAX_MESSAGE_CHARS) + "…";
    }

    /** Walks one object. */
    private static final class Reader {
        private final JsonParser parser;
        private @Nullable String error;
        private @Nullable String message;
        private boolean flatError;
        private @Nullable Usage usage;
        private Progress progress = Progress.NONE;

        Reader(JsonParser parser) {
            this.parser = parser;
        }

        EventJson object() throws IOException {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "error" -> error = message(value);
                    case "detail" -> error = error == null ? message(value) : skipped(error);
                    case "object" -> flatError = "error".equals(text(value));
                    case "message" -> message = text(value);
                    case "choices" -> choices(value);
                    case "token" -> token(value);
                    case "usage" -> usage = value == JsonToken.START_OBJECT ? usage() : usage;
                    case "details" -> usage = value == JsonToken.START_OBJECT ? usage() : usage;
                    default -> parser.skipChildren();
                }
            }
            String said = error != null || !flatError ? error : orUnexplained(message);
            return new EventJson(said, usage, progress);
        }

        private void choices(JsonToken value) throws IOException {
            if (value != JsonToken.START_ARRAY) {
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    progress = choice();
                } else {
                    parser.skipChildren();
                }
            }
        }

        private Progress choice() throws IOException {
            boolean role = false;
            boolean finish = false;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "delta" -> role = hasRole(value);
                    case "finish_reason" -> finish = value != JsonToken.VALUE_NULL;
                    default -> {}
                }
                parser.skipChildren();
            }
            if (finish) {
                return Progress.FINISH;
            }
            return role ? Progress.NONE : Progress.TOKEN;
        }

        /** Only the event that opens a conversation's answer names its role. */
        private boolean hasRole(JsonToken value) throws IOException {
            boolean found = false;
            if (value == JsonToken.START_OBJECT) {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    JsonToken inner = parser.nextToken();
                    found |= name.equals("role") && inner != JsonToken.VALUE_NULL;
                    parser.skipChildren();
                }
            }
            return found;
        }

        /** TGI's own. */
        private void token(JsonToken value) throws IOException {
            if (value == JsonToken.START_OBJECT) {
                progress = Progress.TOKEN;
            }
            parser.skipChildren();
        }

        private @Nullable String text(JsonToken value) throws IOException {
            if (value == JsonToken.VALUE_STRING) {
                return parser.getText();
            }
            parser.skipChildren();
            return null;
        }

        private String skipped(String kept) throws IOException {
            parser.skipChildren();
            return kept;
        }

        private static String orUnexplained(@Nullable String message) {
            return message == null ? "an error without a message" : shortened(message);
        }

        /** The value of {@code error}: a string, an object with a message, or null. */
        private @Nullable String message(JsonToken value) throws IOException {
            if (value == JsonToken.VALUE_NULL) {
                return null;
            }
            if (value != JsonToken.START_OBJECT) {
                String text = text(value);
                return orUnexplained(text);
            }
            String found = null;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken inner = parser.nextToken();
                if (name.equals("message")) {
                    found = text(inner);
                } else {
                    parser.skipChildren();
                }
            }
            return orUnexplained(found);
        }

        /** OpenAI's {@code usage} or TGI's {@code details}. */
        private Usage usage() throws IOException {
            int prompt = -1;
            int output = -1;
            int cached = -1;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "prompt_tokens", "input_length" -> prompt = count(value);
                    case "completion_tokens", "generated_tokens" -> output = count(value);
                    case "prompt_tokens_details" -> cached = cached(value);
                    default -> parser.skipChildren();
                }
            }
            return new Usage(prompt, output, cached);
        }

        private int cached(JsonToken value) throws IOException {
            int cached = -1;
            if (value != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return cached;
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken inner = parser.nextToken();
                if (name.equals("cached_tokens")) {
                    cached = count(inner);
                } else {
                    parser.skipChildren();
                }
            }
            return cached;
        }

        private int count(JsonToken value) throws IOException {
            if (value == JsonToken.VALUE_NUMBER_INT) {
                return parser.getIntValue();
            }
            parser.skipChildren();
            return -1;
        }
    }
}
