package io.spillway.policy.window;

import java.util.ArrayDeque;

/**
 * The readings of the last while, {@code (now − length, now]}. Times do not decrease. Statistics
 * are NaN when it is empty.
 */
public final class SlidingWindow {
    private final long lengthNanos;
    private final ArrayDeque<Point> points = new ArrayDeque<>();

    public SlidingWindow(long lengthNanos) {
        this.lengthNanos = lengthNanos;
    }

    public void record(long nowNanos, double value) {
        points.addLast(new Point(nowNanos, value));
        expire(nowNanos);
    }

    /**
     * Forgets what is too old; the newest reading of a zero-length window stays for its instant.
     */
    public void expire(long nowNanos) {
        while (!points.isEmpty()
                && nowNanos - points.getFirst().atNanos >= Math.max(1, lengthNanos)) {
            points.removeFirst();
        }
    }

    public boolean isEmpty() {
        return points.isEmpty();
    }

    public double mean() {
        double sum = 0;
        for (Point point : points) {
            sum += point.value;
        }
        return sum / points.size();
    }

    /** The mean over time, each reading holding until the next. */
    public double timeWeightedMean(long nowNanos) {
        double weighted = 0;
        Point previous = null;
        for (Point point : points) {
            if (previous != null) {
                weighted += previous.value * (point.atNanos - previous.atNanos);
            }
            previous = point;
        }
        if (previous == null) {
            return Double.NaN;
        }
        weighted += previous.value * (nowNanos - previous.atNanos);
        long spanNanos = nowNanos - points.getFirst().atNanos;
        return spanNanos == 0 ? previous.value : weighted / spanNanos;
    }

    public double max() {
        double max = Double.NaN;
        for (Point point : points) {
            max = Double.isNaN(max) ? point.value : Math.max(max, point.value);
        }
        return max;
    }

    public double min() {
        double min = Double.NaN;
        for (Point point : points) {
            min = Double.isNaN(min) ? point.value : Math.min(min, point.value);
        }
        return min;
    }

    private record Point(long atNanos, double value) {}
}
