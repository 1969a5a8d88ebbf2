package io.spillway.trace;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;

/** Lines of a text, LF or CRLF, with a bound on their length so that memory is bounded too. */
final class Lines {

    static final int MAX_CHARS = 4 << 20;

    private final Reader reader;
    private final char[] buffer = new char[1 << 15];
    private int position;
    private int limit;
    private long number;

    Lines(Reader reader) {
        this.reader = reader;
    }

    /** Number of the line that was returned last, from 1. */
    long number() {
        return number;
    }

    /** The next line without its end, or null at the end of the text. */
    @Nullable String next() throws IOException {
        if (position == limit && !fill()) {
            return null;
        }
        number++;
        var line = new StringBuilder();
        do {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            if (line.length() + end - position > MAX_CHARS) {
                throw new TraceException(
                        number, "longer than %d characters: not a trace".formatted(MAX_CHARS));
            }
            line.append(buffer, position, end - position);
            position = end;
            if (position < limit) {
                position++;
                break;
            }
        } while (fill());
        return finish(line);
    }

    private String finish(StringBuilder line) {
        int length = line.length();
        if (length > 0 && line.charAt(length - 1) == '\r') {
            line.setLength(length - 1);
        }
        boolean byteOrderMark = number == 1 && !line.isEmpty() && line.charAt(0) == '\uFEFF';
        return byteOrderMark ? line.substring(1) : line.toString();
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, reader.read(buffer, 0, buffer.length));
        return limit > 0;
    }
}
