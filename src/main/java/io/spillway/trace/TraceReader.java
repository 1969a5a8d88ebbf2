package io.spillway.trace;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;

/**
 * Rows of a trace, one at a time, in bounded memory. Times count from the first row of the file.
 * Not thread-safe; does not close its reader.
 */
public final class TraceReader {

    private final Lines lines;
    private final RowParser parser;
    private long originNanos = -1;
    private long lastNanos;

    public TraceReader(Reader reader, TraceFormat format) {
        this.lines = new Lines(reader);
        this.parser = RowParser.of(format);
    }

    /**
     * The next row, or null at the end.
     *
     * @throws TraceException when the row cannot be read or goes back in time; the reader then
     *     stands behind it and can be asked for the next one
     */
    public @Nullable TraceRow next() throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.isBlank()) {
                continue;
            }
            TraceRow row = parse(line);
            if (row != null) {
                return sinceFirst(row);
            }
        }
        return null;
    }

    private @Nullable TraceRow parse(String line) {
        try {
            return parser.parse(line);
        } catch (RowParser.BadRow bad) {
            throw new TraceException(lines.number(), String.valueOf(bad.getMessage()));
        }
    }

    private TraceRow sinceFirst(TraceRow row) {
        if (originNanos < 0) {
            originNanos = row.atNanos();
        }
        long atNanos = row.atNanos() - originNanos;
        if (atNanos < lastNanos) {
            throw new TraceException(
                    lines.number(),
                    "the time goes back by %.6f s; allowed are rows sorted by time"
                            .formatted((lastNanos - atNanos) / 1e9));
        }
        lastNanos = atNanos;
        return new TraceRow(atNanos, row.inputTokens(), row.outputTokens(), row.prefixHashes());
    }
}
