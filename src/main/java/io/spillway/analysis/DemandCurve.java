package io.spillway.analysis;

import java.util.List;

/**
 * How many replicas an intensity needs: D(λ) = min {n : λ ≤ λ_n}, where λ_n is the largest
 * intensity that n replicas serve within the objectives (BUNGEE's mapping). Past the last one it
 * saturates. Intensity is whatever the capacities were measured in, requests or tokens per second,
 * and holds for the mix of requests they were measured with.
 */
public final class DemandCurve {
    private final double[] capacities;

    private DemandCurve(double[] capacities) {
        this.capacities = capacities;
    }

    /** Of measured capacities of 1, 2, … replicas; they must grow. */
    public static DemandCurve measured(List<Double> capacities) {
        double last = 0;
        for (double capacity : capacities) {
            if (!(capacity > last)) {
                throw new IllegalArgumentException("capacities do not grow: " + capacities);
            }
            last = capacity;
        }
        if (capacities.isEmpty()) {
            throw new IllegalArgumentException("no capacity was measured");
        }
        return new DemandCurve(capacities.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Of one replica's capacity: n replicas serve n times as much. */
    public static DemandCurve linear(double capacity, int maxReplicas) {
        double[] capacities = new double[maxReplicas];
        for (int n = 1; n <= maxReplicas; n++) {
            capacities[n - 1] = n * capacity;
        }
        return new DemandCurve(capacities);
    }

    /** Replicas needed; at least 1, at most as many as were measured. */
    public int replicas(double intensity) {
        for (int n = 0; n < capacities.length; n++) {
            if (intensity <= capacities[n]) {
                return n + 1;
            }
        }
        return capacities.length;
    }

    /** Replicas needed when a backlog must be worked off within a horizon as well. */
    public int replicas(double intensity, double backlog, double horizonSeconds) {
        return replicas(intensity + backlog / horizonSeconds);
    }

    /**
     * Demand in each second, from requests (or work) due in each. Smoothed over a window that ends
     * with the second, so that demand does not chatter with arrivals.
     */
    public int[] demand(List<Long> perSecond, int windowSeconds) {
        int[] demand = new int[perSecond.size()];
        long sum = 0;
        for (int i = 0; i < demand.length; i++) {
            sum += perSecond.get(i);
            if (i >= windowSeconds) {
                sum -= perSecond.get(i - windowSeconds);
            }
            demand[i] = replicas((double) sum / Math.min(i + 1, windowSeconds));
        }
        return demand;
    }
}
