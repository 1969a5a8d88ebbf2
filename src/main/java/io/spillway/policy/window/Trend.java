package io.spillway.policy.window;

import java.util.ArrayDeque;

/** The readings of a window and the straight line through them, by least squares. */
public final class Trend {
    private static final double NANOS_PER_SECOND = 1e9;

    private final long windowNanos;
    private final ArrayDeque<Point> points = new ArrayDeque<>();

    public Trend(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    /** Takes a reading. Times do not decrease. */
    public void record(long nowNanos, double value) {
        points.addLast(new Point(nowNanos, value));
        while (points.size() > 1 && nowNanos - points.getFirst().atNanos > windowNanos) {
            points.removeFirst();
        }
    }

    public double mean() {
        return points.stream().mapToDouble(Point::value).average().orElse(Double.NaN);
    }

    public double max() {
        return points.stream().mapToDouble(Point::value).max().orElse(Double.NaN);
    }

    /** Where the line is some seconds after the newest reading; the mean when there is no line. */
    public double ahead(double seconds) {
        if (points.size() < 2) {
            return mean();
        }
        long newest = points.getLast().atNanos;
        double meanTime = 0;
        for (Point point : points) {
            meanTime += secondsBefore(newest, point) / points.size();
        }
        double meanValue = mean();
        double covariance = 0;
        double variance = 0;
        for (Point point : points) {
            double time = secondsBefore(newest, point) - meanTime;
            covariance += time * (point.value - meanValue);
            variance += time * time;
        }
        double slope = variance == 0 ? 0 : covariance / variance;
        return meanValue + slope * (seconds - meanTime);
    }

    private static double secondsBefore(long newest, Point point) {
        return (point.atNanos - newest) / NANOS_PER_SECOND;
    }

    private record Point(long atNanos, double value) {}
}
