package io.spillway.arrival;

import io.spillway.time.Seeds;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** What the tests of arrivals share: drawing them, and measuring a distribution. */
final class Sampled {

    private Sampled() {}

    static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    static RateProfile constant(String rate, String seconds) {
        return new RateProfile.Constant(decimal(rate), decimal(seconds));
    }

    static List<Arrival> all(ArrivalProcess process) {
        List<Arrival> arrivals = new ArrayList<>();
        for (Arrival next = process.next(); next != null; next = process.next()) {
            arrivals.add(next);
        }
        return arrivals;
    }

    static LoadShape.OpenLoop shape(long seed, StageSpec... stages) {
        return LoadShapes.stages(new LoadSpec.Stages(List.of(stages), 0), Seeds.of(seed));
    }

    /** Arrival times in seconds. */
    static double[] seconds(long seed, StageSpec... stages) {
        return all(shape(seed, stages).arrivals()).stream()
                .mapToDouble(arrival -> arrival.atNanos() / 1e9)
                .toArray();
    }

    static double[] gaps(double[] times) {
        double[] gaps = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            gaps[i] = i == 0 ? times[0] : times[i] - times[i - 1];
        }
        return gaps;
    }

    /**
     * Kolmogorov-Smirnov: the greatest distance of the sample's distribution from the one given.
     */
    static double distance(double[] sample, DoubleUnaryOperator distribution) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double distance = 0;
        for (int i = 0; i < sorted.length; i++) {
            double expected = distribution.applyAsDouble(sorted[i]);
            distance = Math.max(distance, Math.abs((i + 1.0) / sorted.length - expected));
            distance = Math.max(distance, Math.abs(expected - (double) i / sorted.length));
        }
        return distance;
    }

    /** The distance that a sample of this size exceeds with probability 0.01. */
    static double critical(int size) {
        return 1.628 / Math.sqrt(size);
    }

    static double mean(double[] sample) {
        return Arrays.stream(sample).average().orElseThrow();
    }

    static double coefficientOfVariation(double[] sample) {
        double mean = mean(sample);
        double variance =
                Arrays.stream(sample).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        return Math.sqrt(variance) / mean;
    }
}
