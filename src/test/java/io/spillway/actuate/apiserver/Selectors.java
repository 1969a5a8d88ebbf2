package io.spillway.actuate.apiserver;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Map;

/** Label and field selectors: {@code a=b}, {@code a}, and lists of them. */
final class Selectors {

    private Selectors() {}

    static boolean chosen(JsonNode object, Map<String, String> query) {
        JsonNode labels = object.path("metadata").path("labels");
        for (String term : terms(query.get("labelSelector"))) {
            int equals = term.indexOf('=');
            boolean fits =
                    equals < 0
                            ? labels.has(term)
                            : labels.path(term.substring(0, equals))
                                    .asText("\0")
                                    .equals(value(term, equals));
            if (!fits) {
                return false;
            }
        }
        for (String term : terms(query.get("fieldSelector"))) {
            int equals = term.indexOf('=');
            JsonNode at = object;
            for (String part : term.substring(0, equals).split("\\.")) {
                at = at.path(part);
            }
            if (!at.asText("").equals(value(term, equals))) {
                return false;
            }
        }
        return true;
    }

    private static String value(String term, int equals) {
        return term.substring(equals + 1).replaceFirst("^=", "");
    }

    private static String[] terms(@org.jspecify.annotations.Nullable String selector) {
        return selector == null || selector.isBlank() ? new String[0] : selector.split(",");
    }
}
