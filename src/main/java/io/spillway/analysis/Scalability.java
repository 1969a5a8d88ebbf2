package io.spillway.analysis;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Universal Scalability Law, C(N) = γN / (1 + α(N−1) + βN(N−1)), fitted to throughputs at equal
 * service level: by least squares on γN/C − 1 = α(N−1) + βN(N−1), with γ the throughput of one.
 */
public sealed interface Scalability {

    /** Throughput by number of replicas, as measured. */
    SortedMap<Integer, Double> throughput();

    /** C(N) / (N · C(1)) for each measured N. */
    default SortedMap<Integer, Double> efficiency() {
        double one = throughput().getOrDefault(1, Double.NaN);
        var efficiency = new TreeMap<Integer, Double>();
        throughput().forEach((n, c) -> efficiency.put(n, c / (n * one)));
        return efficiency;
    }

    /**
     * A fit.
     *
     * @param gamma throughput of one replica
     * @param alpha contention
     * @param beta coherency
     */
    record Fitted(SortedMap<Integer, Double> throughput, double gamma, double alpha, double beta)
            implements Scalability {

        /** The law's throughput of n replicas. */
        public double at(int n) {
            return gamma * n / (1 + alpha * (n - 1) + beta * n * (n - 1.0));
        }

        /** N* = √((1−α)/β), past which more replicas serve less; infinite when β is 0. */
        public double peak() {
            return Math.sqrt((1 - alpha) / beta);
        }
    }

    /** No fit, and why. */
    record Refused(SortedMap<Integer, Double> throughput, String reason) implements Scalability {}

    /** Fits, or refuses: fewer than four points, no point at one replica, or a negative term. */
    static Scalability fit(Map<Integer, Double> measured) {
        var throughput = new TreeMap<Integer, Double>(measured);
        Double gamma = throughput.get(1);
        if (gamma == null) {
            return new Refused(throughput, "the throughput of one replica is not known");
        }
        if (throughput.size() < 4) {
            return new Refused(
                    throughput, "a fit needs at least 4 sizes, not " + throughput.size());
        }
        double xx = 0;
        double xy = 0;
        double yy = 0;
        double xz = 0;
        double yz = 0;
        for (Map.Entry<Integer, Double> point : throughput.entrySet()) {
            int n = point.getKey();
            double x = n - 1;
            double y = n * (n - 1.0);
            double z = gamma * n / point.getValue() - 1;
            xx += x * x;
            xy += x * y;
            yy += y * y;
            xz += x * z;
            yz += y * z;
        }
        double determinant = xx * yy - xy * xy;
        double alpha = (xz * yy - yz * xy) / determinant;
        double beta = (yz * xx - xz * xy) / determinant;
        if (beta < 0 || alpha < 0) {
            return new Refused(
                    throughput,
                    Words.say(
                            "scaling is linear or better (alpha %.4f, beta %.6f): prefix caches may"
                                    + " do that",
                            alpha, beta));
        }
        return new Fitted(throughput, gamma, alpha, beta);
    }
}
