package io.spillway.trace;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Growing columns of rows. Filled by one thread, then only read. */
final class TraceColumns {

    static final int MAX_ROWS = 50_000_000;
    private static final long[] NO_HASHES = {};

    private long[] atNanos = new long[1024];
    private int[] inputTokens = new int[1024];
    private int[] outputTokens = new int[1024];
    private long @Nullable [][] hashes;
    private int size;

    void add(long nanos, TraceRow row) {
        if (size == atNanos.length) {
            grow();
        }
        atNanos[size] = nanos;
        inputTokens[size] = row.inputTokens();
        outputTokens[size] = row.outputTokens();
        if (!row.prefixHashes().isEmpty()) {
            addHashes(row);
        }
        size++;
    }

    private void addHashes(TraceRow row) {
        long[][] all = hashes;
        if (all == null) {
            all = new long[atNanos.length][];
            hashes = all;
        }
        all[size] = row.prefixHashes().stream().mapToLong(Long::longValue).toArray();
    }

    private void grow() {
        if (size >= MAX_ROWS) {
            throw new TraceException(
                    0,
                    "more than %d rows; select some with from and to, or first_row and rows"
                            .formatted(MAX_ROWS));
        }
        int length = Math.min(MAX_ROWS, size * 2);
        atNanos = Arrays.copyOf(atNanos, length);
        inputTokens = Arrays.copyOf(inputTokens, length);
        outputTokens = Arrays.copyOf(outputTokens, length);
        long[][] all = hashes;
        if (all != null) {
            hashes = Arrays.copyOf(all, length);
        }
    }

    int size() {
        return size;
    }

    long atNanos(int row) {
        return atNanos[checked(row)];
    }

    int inputTokens(int row) {
        return inputTokens[checked(row)];
    }

    int outputTokens(int row) {
        return outputTokens[checked(row)];
    }

    long[] hashes(int row) {
        int checked = checked(row);
        long[][] all = hashes;
        long[] own = all == null ? null : all[checked];
        return own == null ? NO_HASHES : own.clone();
    }

    private int checked(int row) {
        if (row < 0 || row >= size) {
            throw new IndexOutOfBoundsException("row %d of %d".formatted(row, size));
        }
        return row;
    }
}
