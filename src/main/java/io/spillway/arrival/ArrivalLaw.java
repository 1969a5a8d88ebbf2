package io.spillway.arrival;

/** How arrivals are scattered around the rate. */
public sealed interface ArrivalLaw {

    /**
     * No scatter: the k-th arrival when k requests are due, the first at once; ⌊expected⌋ in all.
     */
    record Even() implements ArrivalLaw {}

    /** Exponential gaps until the stage ends. */
    record Poisson() implements ArrivalLaw {}

    /**
     * Gamma gaps of mean 1/rate and shape {@code burstiness}, as {@code vllm bench serve} draws
     * them: 1 is Poisson, below 1 burstier, above 1 steadier.
     *
     * @param rescale whether exactly ⌊expected⌋ gaps are drawn and stretched so that the last
     *     arrival is due when the rate says so, as that tool does
     */
    record Gamma(double burstiness, boolean rescale) implements ArrivalLaw {
        public Gamma {
            if (!(burstiness > 0) || Double.isInfinite(burstiness)) {
                throw new IllegalArgumentException(
                        "burstiness must be a number above 0: " + burstiness);
            }
        }
    }

    /**
     * inference-perf's {@code constant}: trunc(rate·duration) in floating point, exponential gaps
     * stretched so that the last arrival is at the end of the stage. Constant rates only.
     */
    record InferencePerfConstant() implements ArrivalLaw {}

    /**
     * inference-perf's {@code poisson}: second by second a Poisson number of arrivals, spread like
     * its {@code constant} over that second; trunc(rate·duration) in all, so that the stage lasts a
     * random time. Constant rates only.
     */
    record InferencePerfPoisson() implements ArrivalLaw {}
}
