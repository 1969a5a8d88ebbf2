package io.spillway.record;

import java.util.Arrays;

/** A growable list of longs that is reused, bounded: beyond the bound, samples are not kept. */
final class SampleBuffer {
    private static final int LIMIT = 1 << 18;

    private long[] values = new long[16];
    private int size;

    void add(long value) {
        if (size == values.length) {
            if (size >= LIMIT) {
                return;
            }
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    void addAll(SampleBuffer other) {
        int wanted = Math.min(size + other.size, LIMIT);
        if (wanted > values.length) {
            values = Arrays.copyOf(values, Math.max(wanted, Math.min(LIMIT, values.length * 2)));
        }
        System.arraycopy(other.values, 0, values, size, wanted - size);
        size = wanted;
    }

    long get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void sort() {
        Arrays.sort(values, 0, size);
    }

    /** The nearest-rank percentile of a sorted, non-empty buffer. */
    long percentile(double percent) {
        int rank = (int) Math.ceil(percent / 100 * size);
        return values[Math.clamp(rank, 1, size) - 1];
    }
}
