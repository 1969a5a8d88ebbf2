package io.spillway.trace;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows of JSON objects, one a line. */
final class JsonRows implements RowParser {

    private final TraceFormat.JsonLines format;

    JsonRows(TraceFormat.JsonLines format) {
        this.format = format;
    }

    @Override
    public TraceRow parse(String line) {
        Map<String, String> values = JsonScanner.fields(line);
        TraceFormat.Fields names = format.fields();
        return new TraceRow(
                RowParser.nanos(
                        names.timestamp(),
                        required(values, names.timestamp()),
                        format.nanosPerUnit()),
                RowParser.tokens(names.inputLength(), required(values, names.inputLength())),
                RowParser.tokens(names.outputLength(), required(values, names.outputLength())),
                hashes(names.hashIds(), values.get(names.hashIds())));
    }

    private String required(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            TraceFormat.Fields names = format.fields();
            throw new BadRow(
                    "found fields %s, no %s; allowed are %s, %s, %s and perhaps %s"
                            .formatted(
                                    values.keySet(),
                                    name,
                                    names.timestamp(),
                                    names.inputLength(),
                                    names.outputLength(),
                                    names.hashIds()));
        }
        return value;
    }

    private static List<Long> hashes(String name, @Nullable String raw) {
        if (raw == null || raw.equals("null")) {
            return List.of();
        }
        if (!raw.startsWith("[")) {
            throw badHashes(name, raw);
        }
        List<Long> hashes = new ArrayList<>();
        String inside = raw.substring(1, raw.length() - 1);
        if (inside.isBlank()) {
            return hashes;
        }
        for (String element : inside.split(",", -1)) {
            try {
                hashes.add(Long.parseLong(element.strip()));
            } catch (NumberFormatException notAnId) {
                throw badHashes(name, element.strip());
            }
        }
        return hashes;
    }

    private static BadRow badHashes(String name, String found) {
        return new BadRow(
                "%s has %s; allowed is a list of whole numbers"
                        .formatted(name, RowParser.quoted(found)));
    }
}
