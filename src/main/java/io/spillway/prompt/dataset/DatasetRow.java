package io.spillway.prompt.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.spillway.prompt.Prompt;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One row of a dataset, whichever it is.
 *
 * @param turns what was said, in order; the roles are those of the chat API
 * @param article null where the row has none
 * @param highlights null where the row has none
 */
record DatasetRow(
        List<Prompt.Content.Message> turns, @Nullable String article, @Nullable String highlights) {

    /** Reads the object that the parser stands at the beginning of. */
    static DatasetRow read(JsonParser parser) throws IOException {
        List<Prompt.Content.Message> turns = new ArrayList<>();
        String article = null;
        String highlights = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("conversations") && value == JsonToken.START_ARRAY) {
                readTurns(parser, turns);
            } else if (field.equals("article") && value == JsonToken.VALUE_STRING) {
                article = parser.getText();
            } else if (field.equals("highlights") && value == JsonToken.VALUE_STRING) {
                highlights = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return new DatasetRow(turns, article, highlights);
    }

    private static void readTurns(JsonParser parser, List<Prompt.Content.Message> turns)
            throws IOException {
        for (JsonToken token = parser.nextToken();
                token != null && token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                readTurn(parser, turns);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void readTurn(JsonParser parser, List<Prompt.Content.Message> turns)
            throws IOException {
        String role = "";
        String text = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                parser.skipChildren();
                continue;
            }
            switch (field) {
                case "from", "role" -> role = parser.getText();
                case "value", "content" -> text = parser.getText();
                default -> {}
            }
        }
        if (text != null) {
            turns.add(new Prompt.Content.Message(chatRole(role), text));
        }
    }

    private static String chatRole(String role) {
        return switch (role.toLowerCase(Locale.ROOT)) {
            case "gpt", "assistant", "chatgpt", "bard", "bing" -> "assistant";
            case "system" -> "system";
            default -> "user";
        };
    }
}
