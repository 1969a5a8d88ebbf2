package io.spillway.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads files of lines, of which the last may have been cut short. */
final class JsonLines {
    private static final ObjectMapper MAPPER =
            new ObjectMapper()
                    .enable(
                            com.fasterxml.jackson.databind.DeserializationFeature
                                    .USE_BIG_DECIMAL_FOR_FLOATS);

    private JsonLines() {}

    /** Takes one line; what it throws for an unreadable one becomes a problem. */
    @FunctionalInterface
    interface LineReader {
        void read(String line) throws IOException;
    }

    /**
     * Reads every line; unreadable ones are skipped and reported, each file's at most once. A
     * missing file has no lines.
     */
    static void read(Path file, LineReader reader, List<String> problems) throws IOException {
        if (!Files.exists(file)) {
            problems.add(file.getFileName() + " is missing");
            return;
        }
        // A line cut inside a character must not stop the reading.
        var decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE);
        int unreadable = 0;
        String first = "";
        try (var lines =
                new BufferedReader(
                        new java.io.InputStreamReader(Files.newInputStream(file), decoder))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    reader.read(line);
                } catch (IOException | IllegalArgumentException | ArithmeticException e) {
                    unreadable++;
                    first = first.isEmpty() ? String.valueOf(e.getMessage()) : first;
                }
            }
        }
        if (unreadable > 0) {
            problems.add(
                    "%s: %d unreadable line%s skipped (%s)"
                            .formatted(
                                    file.getFileName(),
                                    unreadable,
                                    unreadable == 1 ? "" : "s",
                                    first.lines().findFirst().orElse("")));
        }
    }

    static JsonNode object(String line) throws IOException {
        JsonNode node = MAPPER.readTree(line);
        if (node == null || !node.isObject()) {
            throw new IOException("not an object: " + line);
        }
        return node;
    }

    static JsonNode required(JsonNode node, String key) throws IOException {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IOException("key is missing: " + key);
        }
        return value;
    }

    /** Decimal seconds as nanoseconds; -1 for null. */
    static long nanos(JsonNode node, String key) throws IOException {
        JsonNode value = required(node, key);
        return value.isNull() ? -1 : nanos(value.decimalValue());
    }

    static long nanos(BigDecimal seconds) {
        return seconds.movePointRight(9).longValueExact();
    }

    static int count(JsonNode node, String key) throws IOException {
        JsonNode value = required(node, key);
        return value.isNull() ? -1 : value.intValue();
    }

    static @Nullable String text(JsonNode node, String key) throws IOException {
        JsonNode value = required(node, key);
        return value.isNull() ? null : value.textValue();
    }

    static String string(JsonNode node, String key) throws IOException {
        JsonNode value = required(node, key);
        if (!value.isTextual()) {
            throw new IOException("not a text: " + key);
        }
        return value.textValue();
    }

    /** NaN for null. */
    static double number(JsonNode node, String key) throws IOException {
        JsonNode value = required(node, key);
        return value.isNull() ? Double.NaN : value.doubleValue();
    }
}
