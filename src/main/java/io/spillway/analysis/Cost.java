package io.spillway.analysis;

/**
 * What a run cost. NaN where nothing good came of it, or no price is known.
 *
 * @param replicaSeconds paid
 * @param gpuSeconds replica-seconds times the share of a GPU
 * @param gpuBasis how that share was counted
 * @param total in the price's currency
 * @param perMillionGoodTokens total over output tokens of requests within every limit
 * @param wasteShare part of the paid replica-seconds beyond demand
 */
public record Cost(
        double replicaSeconds,
        double gpuSeconds,
        String gpuBasis,
        double total,
        double perMillionGoodTokens,
        double wasteShare) {

    /**
     * Of what was paid for.
     *
     * @param supply replica-seconds
     * @param price of a replica for an hour, NaN when unknown
     * @param goodTokens output tokens of requests within every limit
     */
    public static Cost of(Supply supply, GpuShare gpu, double price, long goodTokens) {
        double paid = supply.paidSeconds();
        double total = paid / 3600 * price;
        return new Cost(
                paid,
                paid * gpu.fraction(),
                gpu.basis(),
                total,
                goodTokens == 0 ? Double.NaN : total / (goodTokens / 1e6),
                paid == 0 ? Double.NaN : supply.wastedSeconds() / paid);
    }

    /** Replica-seconds paid, and those of them beyond demand. */
    public record Supply(double paidSeconds, double wastedSeconds) {

        /** With the waste taken at equal ticks. */
        public static Supply of(double paidSeconds, int[] paid, int[] demand, double tickSeconds) {
            double wasted = 0;
            for (int i = 0; i < paid.length; i++) {
                wasted += Math.max(0, paid[i] - demand[i]) * tickSeconds;
            }
            return new Supply(paidSeconds, wasted);
        }
    }
}
