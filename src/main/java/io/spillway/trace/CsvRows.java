package io.spillway.trace;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Rows of comma-separated values; a header, where there is one, says the order of the columns. */
final class CsvRows implements RowParser {

    private final List<String> names;
    private final ToLongFunction<String> time;
    private final int[] columns;
    private boolean first = true;

    private CsvRows(List<String> names, int[] columns, ToLongFunction<String> time) {
        this.names = names;
        this.columns = columns;
        this.time = time;
    }

    static CsvRows azure() {
        return new CsvRows(
                List.of("TIMESTAMP", "ContextTokens", "GeneratedTokens"),
                new int[] {0, 1, 2},
                CivilTime::nanos);
    }

    static CsvRows burstGpt() {
        return new CsvRows(
                List.of("Timestamp", "Request tokens", "Response tokens"),
                new int[] {0, 2, 3},
                text -> RowParser.nanos("Timestamp", text, 1_000_000_000L));
    }

    @Override
    public @Nullable TraceRow parse(String line) {
        List<String> fields = split(line);
        if (first) {
            first = false;
            if (isHeader(fields)) {
                readHeader(fields);
                return null;
            }
        }
        return new TraceRow(
                time.applyAsLong(field(fields, 0)),
                RowParser.tokens(names.get(1), field(fields, 1)),
                RowParser.tokens(names.get(2), field(fields, 2)),
                List.of());
    }

    private String field(List<String> fields, int which) {
        if (columns[which] >= fields.size()) {
            throw new BadRow(
                    "found %d columns, no %s; allowed is %s"
                            .formatted(fields.size(), names.get(which), String.join(",", names)));
        }
        return fields.get(columns[which]);
    }

    /** Data begins with a digit or a sign; a header does not. */
    private static boolean isHeader(List<String> fields) {
        String text = fields.getFirst();
        return !text.isEmpty() && Character.isLetter(text.charAt(0));
    }

    private void readHeader(List<String> fields) {
        for (int which = 0; which < columns.length; which++) {
            columns[which] = indexOf(fields, names.get(which));
        }
    }

    private int indexOf(List<String> fields, String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return i;
            }
        }
        throw new BadRow(
                "the header is %s and has no column %s; allowed is %s"
                        .formatted(
                                RowParser.quoted(String.join(",", fields)),
                                name,
                                String.join(",", names)));
    }

    private static List<String> split(String line) {
        List<String> fields = new ArrayList<>(8);
        int from = 0;
        for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', from)) {
            fields.add(unquoted(line.substring(from, comma)));
            from = comma + 1;
        }
        fields.add(unquoted(line.substring(from)));
        return fields;
    }

    private static String unquoted(String field) {
        String text = field.strip();
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
