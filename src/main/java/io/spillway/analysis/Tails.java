package io.spillway.analysis;

import org.jspecify.annotations.Nullable;

/**
 * p99 of TTFT from the intended send in a tame run and in a wild one, which is this run.
 *
 * @param ratio here over there
 * @param rateRatio answered requests per second here over those there
 */
record Tails(double ratio, double rateRatio) {
    private static final double SAME_RATE = 0.1;

    /** Null where one of the two measured no TTFT. */
    static @Nullable Tails of(VerdictInputs.@Nullable OtherRun tame, RunSummary wild) {
        RunSummary.FromBoth ttft = wild.latency().ttft();
        if (tame == null || ttft == null || !ttft.fromIntended().isMeasured()) {
            return null;
        }
        return new Tails(
                ttft.fromIntended().p99() / tame.ttftP99Seconds(),
                wild.throughput().requestsPerSecond() / tame.requestsPerSecond());
    }

    boolean comparable() {
        return Math.abs(rateRatio - 1) <= SAME_RATE;
    }
}
