package io.spillway.trace;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of a flat JSON object as raw text. Just enough JSON for trace rows, so that this
 * package needs no library: names without escapes, numbers, strings, and nested values passed over.
 */
final class JsonScanner {

    private final String text;
    private int at;

    private JsonScanner(String text) {
        this.text = text;
    }

    /** The fields of an object, in their order; the values as they are written. */
    static Map<String, String> fields(String line) {
        return new JsonScanner(line).object();
    }

    private Map<String, String> object() {
        Map<String, String> fields = new LinkedHashMap<>();
        expect('{');
        if (peek() == '}') {
            at++;
        } else {
            do {
                String name = string();
                expect(':');
                fields.put(name.substring(1, name.length() - 1), value());
            } while (separator());
        }
        if (peek() != '\0') {
            throw bad();
        }
        return fields;
    }

    private boolean separator() {
        char next = peek();
        if (next != ',' && next != '}') {
            throw bad();
        }
        at++;
        return next == ',';
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw bad();
        }
        at++;
    }

    /** The next character that is no space, NUL at the end. */
    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private String value() {
        char first = peek();
        if (first == '"') {
            return string();
        }
        return first == '[' || first == '{' ? nested() : scalar();
    }

    private String string() {
        if (peek() != '"') {
            throw bad();
        }
        int from = at++;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            throw bad();
        }
        return text.substring(from, ++at);
    }

    private String nested() {
        int from = at;
        int depth = 0;
        do {
            char next = peek();
            switch (next) {
                case '[', '{' -> depth++;
                case ']', '}' -> depth--;
                case '\0' -> throw bad();
                default -> {}
            }
            if (next == '"') {
                string();
            } else {
                at++;
            }
        } while (depth > 0);
        return text.substring(from, at);
    }

    private String scalar() {
        int from = at;
        while (at < text.length() && ",}]".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String scalar = text.substring(from, at).strip();
        if (scalar.isEmpty()) {
            throw bad();
        }
        return scalar;
    }

    private RowParser.BadRow bad() {
        int place = Math.min(at, text.length());
        String found = place == text.length() ? "the end" : RowParser.quoted(text.substring(place));
        return new RowParser.BadRow(
                "found %s at column %d; allowed is one JSON object a line"
                        .formatted(found, place + 1));
    }
}
