package io.spillway.sim.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.spillway.sim.http.ApiError.ApiException;
import io.spillway.sim.http.ApiRequest.PromptInput;
import io.spillway.sim.http.PseudoTokenizer.ChatMessage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads single values of a request body, complaining as the schema check of an API would. */
final class RequestFields {

    private RequestFields() {}

    static @Nullable String string(JsonParser json, String field) throws IOException, ApiException {
        return switch (json.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> json.getText();
            default -> throw wrong(field, "string_type", "Input should be a valid string");
        };
    }

    static boolean flag(JsonParser json, String field) throws IOException, ApiException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw wrong(field, "bool_type", "Input should be a valid boolean");
        };
    }

    static @Nullable Integer integer(JsonParser json, String field)
            throws IOException, ApiException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            double value = json.getDoubleValue();
            if (value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE) {
                return (int) value;
            }
        }
        throw token == JsonToken.VALUE_STRING
                ? wrong(
                        field,
                        "int_parsing",
                        "Input should be a valid integer, unable to parse string as an integer")
                : wrong(field, "int_type", "Input should be a valid integer");
    }

    static int integerOr(JsonParser json, String field, int absent)
            throws IOException, ApiException {
        Integer value = integer(json, field);
        return value == null ? absent : value;
    }

    static @Nullable Double number(JsonParser json, String field) throws IOException, ApiException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (!token.isNumeric()) {
            throw wrong(field, "float_type", "Input should be a valid number");
        }
        return json.getDoubleValue();
    }

    /** A string, token ids, or a list of either. */
    static List<PromptInput> prompts(JsonParser json) throws IOException, ApiException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return List.of(PromptInput.ofText(json.getText()));
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw wrongPrompt();
        }
        List<PromptInput> prompts = new ArrayList<>();
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NUMBER_INT) {
            prompts.add(new PromptInput(idsFrom(json), null));
            return prompts;
        }
        for (; token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == JsonToken.VALUE_STRING) {
                prompts.add(PromptInput.ofText(json.getText()));
            } else if (token == JsonToken.START_ARRAY) {
                json.nextToken();
                prompts.add(new PromptInput(idsFrom(json), null));
            } else {
                throw wrongPrompt();
            }
        }
        return prompts;
    }

    /** The ids up to the end of the array whose first element is the current token. */
    private static int[] idsFrom(JsonParser json) throws IOException, ApiException {
        int[] ids = new int[64];
        int count = 0;
        for (JsonToken token = json.currentToken();
                token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (token != JsonToken.VALUE_NUMBER_INT) {
                throw wrongPrompt();
            }
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, count * 2);
            }
            long id = json.getLongValue();
            if (id < 0 || id >= PseudoTokenizer.VOCABULARY) {
                String message = "Token id " + id + " is out of vocabulary";
                throw ApiError.badRequest(message, null).exception();
            }
            ids[count++] = (int) id;
        }
        return Arrays.copyOf(ids, count);
    }

    static List<ChatMessage> messages(JsonParser json) throws IOException, ApiException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw wrong("messages", "list_type", "Input should be a valid list");
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (token != JsonToken.START_OBJECT) {
                throw wrong("messages", "dict_type", "Input should be a valid dictionary");
            }
            messages.add(message(json));
        }
        return messages;
    }

    private static ChatMessage message(JsonParser json) throws IOException, ApiException {
        String role = null;
        String text = "";
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "role" -> role = string(json, "messages");
                case "content" -> text = content(json);
                default -> json.skipChildren();
            }
        }
        if (role == null) {
            throw wrong("messages", "missing", "Field required: role");
        }
        return new ChatMessage(role, text);
    }

    /** A string, or parts of which those of type text count. */
    private static String content(JsonParser json) throws IOException, ApiException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            String text = string(json, "messages");
            return text == null ? "" : text;
        }
        StringBuilder text = new StringBuilder();
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (token == JsonToken.VALUE_STRING) {
                text.append(json.getText());
            } else if (token == JsonToken.START_OBJECT) {
                appendPart(json, text);
            } else {
                throw wrong("messages", "dict_type", "Input should be a valid dictionary");
            }
        }
        return text.toString();
    }

    private static void appendPart(JsonParser json, StringBuilder text)
            throws IOException, ApiException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            if (name.equals("text")) {
                String part = string(json, "messages");
                text.append(part == null ? "" : part);
            } else {
                json.skipChildren();
            }
        }
    }

    static ApiException wrong(String field, String kind, String message) {
        return ApiError.invalidField(field, kind, message).exception();
    }

    private static ApiException wrongPrompt() {
        return wrong(
                "prompt",
                "prompt_type",
                "Input should be a string, a list of strings, token ids, or a list of those");
    }
}
