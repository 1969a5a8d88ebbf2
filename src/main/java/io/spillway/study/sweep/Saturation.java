package io.spillway.study.sweep;

/** Where capacity ends, or why that is not known. */
public sealed interface Saturation {

    /**
     * It was found.
     *
     * @param requestsPerSecond the estimate
     * @param low lower end of its 95 % confidence interval; of a search by the objectives, the
     *     lower of the last two rates, one of which met them and one did not
     * @param high upper end, or the higher of those rates
     * @param users in flight at the plateau; 0 where rates, not users, were tried
     * @param how in words
     */
    record Found(double requestsPerSecond, double low, double high, int users, String how)
            implements Saturation {

        /** Lower end of the recommended production rate: 30 % below saturation. */
        public double recommendedLow() {
            return 0.7 * requestsPerSecond;
        }

        /** Upper end of the recommended production rate: 20 % below saturation. */
        public double recommendedHigh() {
            return 0.8 * requestsPerSecond;
        }
    }

    /**
     * There is no plateau in what was seen.
     *
     * @param atLeast the highest throughput that was seen, in requests per second; 0 for none
     * @param why in words
     */
    record NoPlateau(double atLeast, String why) implements Saturation {}
}
