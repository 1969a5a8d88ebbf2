package io.spillway.record;

/**
 * Whether the load generator itself was in the way. Seconds; NaN where nothing was measured, as on
 * the virtual clock.
 *
 * @param loopLagP99Seconds lateness of the driver's own timers
 * @param timerLatenessP99Seconds lateness of an idle thread's timer: what this machine can do
 * @param cpuShareMean processor time of this process over that of all its processors
 * @param cpuShareMax the same, in its busiest second
 * @param gcPauseMaxSeconds longest pause for garbage collection, to the millisecond
 * @param gcPauseTotalSeconds all of them
 */
public record GeneratorHealth(
        double loopLagP99Seconds,
        double timerLatenessP99Seconds,
        double cpuShareMean,
        double cpuShareMax,
        double gcPauseMaxSeconds,
        double gcPauseTotalSeconds) {

    public static final GeneratorHealth UNMEASURED =
            new GeneratorHealth(
                    Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
