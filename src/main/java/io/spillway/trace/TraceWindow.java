package io.spillway.trace;

/**
 * Which rows of a trace are used. Trace time is what the file says, before any speed, and starts at
 * 0 with the first row of the file.
 */
public sealed interface TraceWindow {

    /** Every row. */
    record All() implements TraceWindow {}

    /**
     * Rows with {@code from <= time < to}.
     *
     * @param fromNanos trace time that becomes time 0 of the replay
     * @param toNanos {@link Long#MAX_VALUE} for the end of the trace
     */
    record Span(long fromNanos, long toNanos) implements TraceWindow {
        public Span {
            if (fromNanos < 0 || toNanos <= fromNanos) {
                throw new IllegalArgumentException(
                        "the trace window must be 0 <= from < to, not %d ns to %d ns"
                                .formatted(fromNanos, toNanos));
            }
        }
    }

    /**
     * A number of rows; the first of them becomes time 0 of the replay.
     *
     * @param firstRow counted from 0, the header not counted
     * @param rows {@link Long#MAX_VALUE} for the rest of the trace
     */
    record Rows(long firstRow, long rows) implements TraceWindow {
        public Rows {
            if (firstRow < 0 || rows < 1) {
                throw new IllegalArgumentException(
                        "first_row must be at least 0 and rows at least 1: %d, %d"
                                .formatted(firstRow, rows));
            }
        }
    }

    TraceWindow ALL = new All();
}
