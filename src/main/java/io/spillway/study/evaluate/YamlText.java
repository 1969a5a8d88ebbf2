package io.spillway.study.evaluate;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Values as YAML: maps and lists in blocks, or all on one line; texts always quoted when in doubt.
 */
final class YamlText {
    private static final String PLAIN = "[A-Za-z][A-Za-z0-9_./-]*";
    private static final List<String> WORDS =
            List.of("true", "false", "yes", "no", "on", "off", "null", "y", "n");

    private YamlText() {}

    /** A block with a line end after every line. */
    static String block(Map<String, Object> map) {
        var text = new StringBuilder();
        block(map, "", text);
        return text.toString();
    }

    private static void block(Map<?, ?> map, String indent, StringBuilder text) {
        map.forEach(
                (key, value) -> {
                    text.append(indent).append(key).append(':');
                    value(value, indent, text);
                });
    }

    private static void value(Object value, String indent, StringBuilder text) {
        switch (value) {
            case Map<?, ?> map when !map.isEmpty() -> {
                text.append('\n');
                block(map, indent + "  ", text);
            }
            case List<?> list when !list.isEmpty() -> {
                text.append('\n');
                list.forEach(item -> item(item, indent, text));
            }
            default -> text.append(' ').append(flow(value)).append('\n');
        }
    }

    private static void item(Object item, String indent, StringBuilder text) {
        if (!(item instanceof Map<?, ?> map) || map.isEmpty()) {
            text.append(indent).append("- ").append(flow(item)).append('\n');
            return;
        }
        var inner = new StringBuilder();
        block(map, indent + "  ", inner);
        text.append(indent).append("- ").append(inner.substring(indent.length() + 2));
    }

    /** On one line. */
    static String flow(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(entry -> entry.getKey() + ": " + flow(entry.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list ->
                    list.stream().map(YamlText::flow).collect(Collectors.joining(", ", "[", "]"));
            case String text -> quoted(text);
            default -> String.valueOf(value);
        };
    }

    private static String quoted(String text) {
        boolean plain = text.matches(PLAIN) && !WORDS.contains(text);
        if (plain) {
            return text;
        }
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                + '"';
    }
}
