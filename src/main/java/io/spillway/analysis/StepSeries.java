package io.spillway.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A piecewise constant series of whole numbers over run time in nanoseconds: replicas ready, paid
 * for, or needed. Zero before its first point.
 */
public final class StepSeries {
    private final long[] atNanos;
    private final int[] values;

    private StepSeries(long[] atNanos, int[] values) {
        this.atNanos = atNanos;
        this.values = values;
    }

    /** Points in order of time; of several at one time the last counts. */
    public static StepSeries of(List<Point> points) {
        var kept = new ArrayList<Point>();
        for (Point point : points) {
            if (!kept.isEmpty()) {
                Point last = kept.getLast();
                if (point.atNanos() < last.atNanos()) {
                    throw new IllegalArgumentException("points are not in order of time");
                }
                if (point.atNanos() == last.atNanos()) {
                    kept.removeLast();
                }
            }
            kept.add(point);
        }
        return new StepSeries(
                kept.stream().mapToLong(Point::atNanos).toArray(),
                kept.stream().mapToInt(Point::value).toArray());
    }

    /** A value from a time on. */
    public record Point(long atNanos, int value) {}

    /** The value at a time. */
    public int at(long nanos) {
        int index = Arrays.binarySearch(atNanos, nanos);
        int from = index >= 0 ? index : -index - 2;
        return from < 0 ? 0 : values[from];
    }

    /** The integral over [from, to), in value-seconds. */
    public double integralSeconds(long fromNanos, long toNanos) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            long end = i + 1 < values.length ? atNanos[i + 1] : Long.MAX_VALUE;
            long overlap = Math.min(end, toNanos) - Math.max(atNanos[i], fromNanos);
            if (overlap > 0) {
                sum += values[i] * (overlap / 1e9);
            }
        }
        return sum;
    }

    /** The least value over [from, to). */
    public int min(long fromNanos, long toNanos) {
        int least = at(fromNanos);
        for (int i = 0; i < values.length; i++) {
            if (atNanos[i] > fromNanos && atNanos[i] < toNanos) {
                least = Math.min(least, values[i]);
            }
        }
        return least;
    }

    /** The greatest value over [from, to). */
    public int max(long fromNanos, long toNanos) {
        int greatest = at(fromNanos);
        for (int i = 0; i < values.length; i++) {
            if (atNanos[i] > fromNanos && atNanos[i] < toNanos) {
                greatest = Math.max(greatest, values[i]);
            }
        }
        return greatest;
    }

    /** The values at the starts of {@code count} ticks from a time on. */
    public int[] sampled(long fromNanos, long tickNanos, int count) {
        int[] samples = new int[count];
        for (int i = 0; i < count; i++) {
            samples[i] = at(fromNanos + i * tickNanos);
        }
        return samples;
    }
}
