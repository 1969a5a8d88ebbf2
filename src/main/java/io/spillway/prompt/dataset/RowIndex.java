package io.spillway.prompt.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where the rows of a dataset are, in columns. Filled by one thread, then only read. */
final class RowIndex {

    private final List<JsonRowFile> files = new ArrayList<>();
    private final List<Integer> firstRows = new ArrayList<>();
    private long[] offsets = new long[256];
    private int[] lengths = new int[256];
    private int[] inputTokens = new int[256];
    private int[] outputTokens = new int[256];
    private int size;

    /** The rows that follow are in this file. */
    void startFile(JsonRowFile file) {
        files.add(file);
        firstRows.add(size);
    }

    void add(long offset, int length, int input, int output) {
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, size * 2);
            lengths = Arrays.copyOf(lengths, size * 2);
            inputTokens = Arrays.copyOf(inputTokens, size * 2);
            outputTokens = Arrays.copyOf(outputTokens, size * 2);
        }
        offsets[size] = offset;
        lengths[size] = length;
        inputTokens[size] = input;
        outputTokens[size] = output;
        size++;
    }

    int size() {
        return size;
    }

    /** The file of a row: the last that begins at or before it. */
    JsonRowFile file(int row) {
        int low = 0;
        int high = files.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (firstRows.get(middle) <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return files.get(low);
    }

    long offset(int row) {
        return offsets[row];
    }

    int length(int row) {
        return lengths[row];
    }

    int inputTokens(int row) {
        return inputTokens[row];
    }

    int outputTokens(int row) {
        return outputTokens[row];
    }
}
