package io.spillway.analysis;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The difference between two treatments of the same cases (seeds, stages, requests): b − a, pair by
 * pair.
 *
 * @param mean mean difference
 * @param low lower end of its 95 % confidence interval by Student's t; NaN with one pair
 * @param high upper end
 * @param wilcoxonP two-sided P of Wilcoxon's signed-rank test: exact up to 20 untied pairs, else by
 *     the normal approximation with corrections for ties and continuity; 1 when all differences are
 *     0
 * @param pairs how many
 */
public record PairedDifference(double mean, double low, double high, double wilcoxonP, int pairs) {
    private static final int EXACT_LIMIT = 20;

    /** Compares b with a. */
    public static PairedDifference of(double[] a, double[] b) {
        if (a.length != b.length || a.length == 0) {
            throw new IllegalArgumentException(
                    "not pairs: %d and %d values".formatted(a.length, b.length));
        }
        double[] differences = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            differences[i] = b[i] - a[i];
        }
        double mean = Arrays.stream(differences).average().orElseThrow();
        double half = halfWidth(differences, mean);
        return new PairedDifference(
                mean, mean - half, mean + half, wilcoxon(differences), a.length);
    }

    /**
     * Compares the cases that both have, such as requests of two runs by their index.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static PairedDifference byKey(Map<Long, Double> a, Map<Long, Double> b) {
        long[] common =
                a.keySet().stream().filter(b::containsKey).mapToLong(k -> k).sorted().toArray();
        return of(values(a, common), values(b, common));
    }

    private static double[] values(Map<Long, Double> byKey, long[] keys) {
        return Arrays.stream(keys).mapToDouble(byKey::get).toArray();
    }

    /** Whether the interval excludes 0: less than that is noise. */
    public boolean isSignificant() {
        return low > 0 || high < 0;
    }

    private static double halfWidth(double[] differences, double mean) {
        int n = differences.length;
        if (n < 2) {
            return Double.NaN;
        }
        double squares = 0;
        for (double difference : differences) {
            squares += (difference - mean) * (difference - mean);
        }
        double quantile = TDistribution.of(n - 1).inverseCumulativeProbability(0.975);
        return quantile * Math.sqrt(squares / (n - 1) / n);
    }

    private static double wilcoxon(double[] differences) {
        double[] nonZero = Arrays.stream(differences).filter(d -> d != 0).toArray();
        int n = nonZero.length;
        if (n == 0) {
            return 1;
        }
        var ranks = new Ranks(nonZero);
        double positive = 0;
        for (int i = 0; i < n; i++) {
            positive += nonZero[i] > 0 ? ranks.rank[i] : 0;
        }
        double smaller = Math.min(positive, n * (n + 1) / 2.0 - positive);
        return n <= EXACT_LIMIT && ranks.tieCorrection == 0
                ? exact(n, (int) Math.round(smaller))
                : normal(n, smaller, ranks.tieCorrection);
    }

    /** 2 · P(W ≤ w), counting the subsets of the ranks 1 to n by their sums. */
    private static double exact(int n, int w) {
        long[] ways = new long[n * (n + 1) / 2 + 1];
        ways[0] = 1;
        for (int rank = 1; rank <= n; rank++) {
            for (int sum = ways.length - 1; sum >= rank; sum--) {
                ways[sum] += ways[sum - rank];
            }
        }
        double below = 0;
        for (int sum = 0; sum <= w; sum++) {
            below += ways[sum];
        }
        return Math.min(1, 2 * below / Math.pow(2, n));
    }

    private static double normal(int n, double w, double tieCorrection) {
        double mean = n * (n + 1) / 4.0;
        double variance = n * (n + 1) * (2.0 * n + 1) / 24 - tieCorrection / 48;
        if (variance <= 0) {
            return 1;
        }
        double z = (w - mean + 0.5) / Math.sqrt(variance);
        return Math.min(1, 2 * NormalDistribution.of(0, 1).cumulativeProbability(z));
    }

    /** Ranks of absolute values, equal ones sharing their mean rank. */
    private static final class Ranks {
        private final double[] rank;
        private double tieCorrection;

        Ranks(double[] values) {
            int n = values.length;
            rank = new double[n];
            int[] order =
                    IntStream.range(0, n)
                            .boxed()
                            .sorted(Comparator.comparingDouble(i -> Math.abs(values[i])))
                            .mapToInt(Integer::intValue)
                            .toArray();
            for (int from = 0; from < n; ) {
                int to = from;
                while (to < n && Math.abs(values[order[to]]) == Math.abs(values[order[from]])) {
                    to++;
                }
                for (int i = from; i < to; i++) {
                    rank[order[i]] = (from + 1 + to) / 2.0;
                }
                double ties = to - from;
                tieCorrection += ties * ties * ties - ties;
                from = to;
            }
        }
    }
}
