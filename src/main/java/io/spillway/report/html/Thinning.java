package io.spillway.report.html;

import java.util.ArrayList;
import java.util.List;

/**
 * Fewer points for a long series: consecutive values go into equal buckets, each with its mean,
 * least and greatest. What was not measured is left out; a bucket without values stays empty.
 */
final class Thinning {
    private final int values;
    private final int perBucket;

    /** For series of so many values, to at most so many points. */
    Thinning(int values, int maxPoints) {
        if (maxPoints < 1) {
            throw new IllegalArgumentException("no point may be left: " + maxPoints);
        }
        this.values = values;
        this.perBucket = Math.max(1, Math.ceilDiv(values, maxPoints));
    }

    /** Values in a bucket; 1 when nothing is thinned. */
    int perBucket() {
        return perBucket;
    }

    boolean isWhole() {
        return perBucket == 1;
    }

    int points() {
        return Math.ceilDiv(values, perBucket);
    }

    /** Takes a series by position; NaN for what was not measured. */
    @FunctionalInterface
    interface Series {
        double at(int position);
    }

    /** The last value of each bucket, for times. */
    List<Double> last(Series series) {
        var points = new ArrayList<Double>();
        for (int i = 0; i < points(); i++) {
            points.add(series.at(Math.min(values, (i + 1) * perBucket) - 1));
        }
        return points;
    }

    List<Double> mean(Series series) {
        return reduce(series, Part.MEAN);
    }

    List<Double> least(Series series) {
        return reduce(series, Part.LEAST);
    }

    List<Double> greatest(Series series) {
        return reduce(series, Part.GREATEST);
    }

    private enum Part {
        MEAN,
        LEAST,
        GREATEST
    }

    private List<Double> reduce(Series series, Part part) {
        var points = new ArrayList<Double>();
        for (int i = 0; i < points(); i++) {
            double sum = 0;
            double least = Double.NaN;
            double greatest = Double.NaN;
            int measured = 0;
            for (int j = i * perBucket; j < Math.min(values, (i + 1) * perBucket); j++) {
                double value = series.at(j);
                if (!Double.isNaN(value)) {
                    sum += value;
                    least = measured == 0 ? value : Math.min(least, value);
                    greatest = measured == 0 ? value : Math.max(greatest, value);
                    measured++;
                }
            }
            points.add(
                    switch (part) {
                        case MEAN -> measured == 0 ? Double.NaN : sum / measured;
                        case LEAST -> least;
                        case GREATEST -> greatest;
                    });
        }
        return points;
    }
}
