package io.spillway.charts;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of a chart's README, from {@code values.yaml}: a comment that begins with {@code # --}
 * describes the key below it.
 */
final class ValuesTable {

    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z0-9_]+):.*");
    private static final String BEGIN = "<!-- values -->";
    private static final String END = "<!-- end of values -->";

    private final JsonNode values;
    private final Map<String, String> descriptions;

    private ValuesTable(JsonNode values, Map<String, String> descriptions) {
        this.values = values;
        this.descriptions = descriptions;
    }

    static ValuesTable of(Path chart) throws IOException {
        String text = Files.readString(chart.resolve("values.yaml"));
        return new ValuesTable(Rendered.tree(text), descriptions(text.lines().toList()));
    }

    /** Keys without a description of their own or of what they are part of. */
    List<String> undocumented() {
        List<String> missing = new ArrayList<>();
        walk(
                "",
                values,
                (path, _) -> missing.addAll(description(path) == null ? List.of(path) : List.of()));
        return missing;
    }

    /** The README with this table between its markers. */
    String insertedInto(String readme) {
        int from = readme.indexOf(BEGIN);
        int to = readme.indexOf(END);
        if (from < 0 || to < 0) {
            throw new IllegalStateException("the README lacks " + BEGIN + " or " + END);
        }
        return readme.substring(0, from + BEGIN.length()) + "\n" + table() + readme.substring(to);
    }

    private String table() {
        var table = new StringBuilder("| key | default | meaning |\n|---|---|---|\n");
        walk(
                "",
                values,
                (path, value) ->
                        table.append(
                                "| `%s` | `%s` | %s |\n"
                                        .formatted(path, value, description(path))
                                        .replace("``", "\"\"")));
        return table.toString();
    }

    private String description(String path) {
        return descriptions.get(path);
    }

    private interface Row {
        void add(String path, JsonNode value);
    }

    private void walk(String path, JsonNode node, Row rows) {
        boolean described = descriptions.containsKey(path);
        boolean childrenDescribed =
                descriptions.keySet().stream().anyMatch(key -> key.startsWith(path + "."));
        boolean inside = path.isEmpty() || (node.isObject() && !node.isEmpty());
        if (!inside || (described && !childrenDescribed)) {
            rows.add(path, node);
            return;
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            walk(path.isEmpty() ? name : path + "." + name, node.get(name), rows);
        }
    }

    private static Map<String, String> descriptions(List<String> lines) {
        Map<String, String> found = new LinkedHashMap<>();
        List<String> parents = new ArrayList<>();
        StringBuilder comment = new StringBuilder();
        for (String line : lines) {
            String text = line.strip();
            Matcher key = KEY.matcher(line);
            if (text.startsWith("# --")) {
                comment.setLength(0);
                comment.append(text.substring(4).strip());
            } else if (text.startsWith("#") && !comment.isEmpty()) {
                comment.append(' ').append(text.substring(1).strip());
            } else if (key.matches()) {
                int depth = key.group(1).length() / 2;
                while (parents.size() > depth) {
                    parents.removeLast();
                }
                parents.add(key.group(2));
                if (!comment.isEmpty()) {
                    found.put(String.join(".", parents), comment.toString());
                }
                comment.setLength(0);
            } else {
                comment.setLength(0);
            }
        }
        return found;
    }
}
