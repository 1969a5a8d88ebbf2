package io.spillway.trace;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a trace's window, in columns: 16 bytes a row where there are no hashes, so that a
 * million rows are nothing. Times count from the start of the window. Immutable.
 */
public final class Trace {

    private static final int MAX_PROBLEMS = 20;

    private final TraceColumns columns;
    private final int tokensPerHash;
    private final long endNanos;

    private Trace(TraceColumns columns, int tokensPerHash, long endNanos) {
        this.columns = columns;
        this.tokensPerHash = tokensPerHash;
        this.endNanos = endNanos;
    }

    /**
     * Reads the rows of a window.
     *
     * @throws TraceException when rows up to the window's end are bad (the first 20 are named), or
     *     the window holds no row
     */
    public static Trace read(Reader reader, TraceFormat format, TraceWindow window)
            throws IOException {
        int tokensPerHash = format instanceof TraceFormat.JsonLines json ? json.tokensPerHash() : 1;
        return new Loader(new TraceReader(reader, format), window).load(tokensPerHash);
    }

    /**
     * A trace of rows in memory; its first row need not be at time 0.
     *
     * @param tokensPerHash prompt tokens that one prefix hash stands for
     */
    public static Trace of(List<TraceRow> rows, int tokensPerHash) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a trace needs at least one row");
        }
        var columns = new TraceColumns();
        rows.forEach(row -> columns.add(row.atNanos(), row));
        return new Trace(columns, tokensPerHash, rows.getLast().atNanos());
    }

    public int size() {
        return columns.size();
    }

    /** Time of a row since the start of the window, before any speed. */
    public long atNanos(int row) {
        return columns.atNanos(row);
    }

    public int inputTokens(int row) {
        return columns.inputTokens(row);
    }

    public int outputTokens(int row) {
        return columns.outputTokens(row);
    }

    /** Ids of the prompt's leading blocks of {@link #tokensPerHash} tokens; a fresh array. */
    public long[] prefixHashes(int row) {
        return columns.hashes(row);
    }

    /** Prompt tokens that one prefix hash stands for. */
    public int tokensPerHash() {
        return tokensPerHash;
    }

    /** The end of the window where the trace goes on behind it, else the time of the last row. */
    public long endNanos() {
        return endNanos;
    }

    /** Takes what lies in a window from a reader. */
    private static final class Loader {
        private final TraceReader reader;
        private final TraceWindow window;
        private final TraceColumns columns = new TraceColumns();
        private final List<TraceException.Problem> problems = new ArrayList<>();
        private long rows;
        private long lastNanos;
        private long offsetNanos = -1;
        private long endNanos = -1;

        Loader(TraceReader reader, TraceWindow window) {
            this.reader = reader;
            this.window = window;
        }

        Trace load(int tokensPerHash) throws IOException {
            for (TraceRow row = next(); row != null && wants(row); row = next()) {
                rows++;
            }
            if (!problems.isEmpty()) {
                throw new TraceException(problems);
            }
            if (columns.size() == 0) {
                throw new TraceException(0, nothing());
            }
            long end = endNanos >= 0 ? endNanos : columns.atNanos(columns.size() - 1);
            return new Trace(columns, tokensPerHash, end);
        }

        private @Nullable TraceRow next() throws IOException {
            while (problems.size() < MAX_PROBLEMS) {
                try {
                    return reader.next();
                } catch (TraceException bad) {
                    problems.addAll(bad.problems());
                }
            }
            problems.add(new TraceException.Problem(0, "and perhaps more"));
            return null;
        }

        /** Takes the row if it lies in the window; false when the window is over. */
        private boolean wants(TraceRow row) {
            lastNanos = row.atNanos();
            return switch (window) {
                case TraceWindow.All _ -> take(row, 0);
                case TraceWindow.Span span -> wantsIn(span, row);
                case TraceWindow.Rows part -> {
                    if (rows < part.firstRow()) {
                        yield true;
                    }
                    yield rows - part.firstRow() < part.rows() && take(row, row.atNanos());
                }
            };
        }

        private boolean wantsIn(TraceWindow.Span span, TraceRow row) {
            if (row.atNanos() < span.fromNanos()) {
                return true;
            }
            if (row.atNanos() >= span.toNanos()) {
                endNanos = span.toNanos() - span.fromNanos();
                return false;
            }
            return take(row, span.fromNanos());
        }

        /** The first row taken decides what time 0 is. */
        private boolean take(TraceRow row, long originNanos) {
            if (offsetNanos < 0) {
                offsetNanos = originNanos;
            }
            columns.add(row.atNanos() - offsetNanos, row);
            return true;
        }

        private String nothing() {
            if (rows == 0 && lastNanos == 0) {
                return "the trace has no row";
            }
            return "the trace has no row in %s; it has %d rows up to %.3f s"
                    .formatted(window, rows, lastNanos / 1e9);
        }
    }
}
