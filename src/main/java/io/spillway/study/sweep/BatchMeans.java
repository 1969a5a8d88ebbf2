package io.spillway.study.sweep;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A rate from counts per second, with its 95 % confidence interval by the method of batch means:
 * batches about as long as what makes neighbouring seconds alike are nearly independent.
 *
 * @param rate per second
 * @param halfWidth NaN with fewer than three batches
 * @param batches how many
 */
record BatchMeans(double rate, double halfWidth, int batches) {
    private static final int MAX_BATCHES = 20;
    private static final int MIN_BATCHES = 3;

    /**
     * Of a window.
     *
     * @param perSecond counts
     * @param batchSeconds least length of a batch; it grows so that there are at most 20
     */
    static BatchMeans of(long[] perSecond, int batchSeconds) {
        int length = Math.max(Math.max(1, batchSeconds), perSecond.length / MAX_BATCHES);
        int batches = perSecond.length / length;
        double rate = mean(perSecond);
        if (batches < MIN_BATCHES) {
            return new BatchMeans(rate, Double.NaN, batches);
        }
        // The last batches count whole: what is left over is at the front.
        int from = perSecond.length - batches * length;
        double[] means = new double[batches];
        double sum = 0;
        for (int i = 0; i < batches; i++) {
            for (int second = 0; second < length; second++) {
                means[i] += (double) perSecond[from + i * length + second] / length;
            }
            sum += means[i];
        }
        double mean = sum / batches;
        double squares = 0;
        for (double batch : means) {
            squares += (batch - mean) * (batch - mean);
        }
        double quantile = TDistribution.of(batches - 1).inverseCumulativeProbability(0.975);
        double half = quantile * Math.sqrt(squares / (batches - 1) / batches);
        return new BatchMeans(rate, half, batches);
    }

    private static double mean(long[] perSecond) {
        long sum = 0;
        for (long count : perSecond) {
            sum += count;
        }
        return perSecond.length == 0 ? Double.NaN : (double) sum / perSecond.length;
    }
}
