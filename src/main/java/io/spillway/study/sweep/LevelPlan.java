package io.spillway.study.sweep;

/**
 * A level to be measured, in whole seconds because the series of a run has one row a second.
 *
 * @param users requests in flight
 * @param rampSeconds users come in over this long, so that they are not in step with each other
 * @param settleSeconds what follows is not counted yet
 * @param measureSeconds the level ends after so many at the latest
 * @param batchSeconds about the latency of a request
 * @param enough whether it may end earlier
 */
record LevelPlan(
        int users,
        int rampSeconds,
        int settleSeconds,
        int measureSeconds,
        int batchSeconds,
        Enough enough) {

    /** Whether the measured seconds will do. */
    @FunctionalInterface
    interface Enough {
        Enough NEVER = (_, _) -> false;

        boolean test(BatchMeans soFar, Window window);
    }

    /** Counts of the measured seconds so far. */
    record Window(int seconds, long completed, long failed) {}

    int totalSeconds() {
        return rampSeconds + settleSeconds + measureSeconds;
    }
}
