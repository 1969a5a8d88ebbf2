package io.spillway.balance;

import java.util.Arrays;

/**
 * gRPC's static stride scheduler: an unending sequence over fixed weights, from a counter alone.
 * Weights are scaled so that the largest is 65,535, each clamped to 0.1 to 10 times the mean;
 * weight 0 means unknown and counts as the mean. Counter n visits member n mod N in round n / N,
 * and passes it over when {@code (weight · round + offset) mod 65,535 < 65,535 − weight}.
 */
final class StaticStride {

    private static final int MAX_WEIGHT = 65_535;
    private static final double MAX_RATIO = 10;
    private static final double MIN_RATIO = 0.1;

    private final int[] scaled;
    private long counter;

    StaticStride(double[] weights, long counter) {
        this.scaled = scale(weights);
        this.counter = counter;
    }

    private static int[] scale(double[] weights) {
        double sum = 0;
        double largest = 0;
        int known = 0;
        for (double weight : weights) {
            if (weight > 0) {
                sum += weight;
                largest = Math.max(largest, weight);
                known++;
            }
        }
        int[] scaled = new int[weights.length];
        if (known < 2) {
            Arrays.fill(scaled, MAX_WEIGHT);
            return scaled;
        }
        double mean = sum / known;
        double cap = Math.min(largest, MAX_RATIO * mean);
        double rate = MAX_WEIGHT / cap;
        int floor = (int) Math.ceil(rate * mean * MIN_RATIO);
        for (int i = 0; i < weights.length; i++) {
            double weight = weights[i] > 0 ? weights[i] : mean;
            scaled[i] = Math.max((int) Math.round(Math.min(weight, cap) * rate), floor);
        }
        return scaled;
    }

    /** The index of the next member. */
    int next() {
        int n = scaled.length;
        // In each round the heaviest is taken, so this ends within two rounds.
        while (true) {
            long at = counter++;
            int index = (int) (at % n);
            long round = at / n;
            long weight = scaled[index];
            long offset = (long) (MAX_WEIGHT / 2) * index;
            if ((weight * round + offset) % MAX_WEIGHT >= MAX_WEIGHT - weight) {
                return index;
            }
        }
    }

    long counter() {
        return counter;
    }

    double[] shares() {
        double total = 0;
        for (int weight : scaled) {
            total += weight;
        }
        double[] shares = new double[scaled.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = scaled[i] / total;
        }
        return shares;
    }
}
