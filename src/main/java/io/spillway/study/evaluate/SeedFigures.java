package io.spillway.study.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * What one setting came to under one seed.
 *
 * @param attainment share of scheduled requests within every limit
 * @param met whether every objective held; null when that could not be measured
 * @param replicaSeconds paid for, from the start of the load to the end of the run
 * @param ttftP95Seconds from the intended send, NaN when unmeasured
 * @param e2eP95Seconds from the intended send, NaN when unmeasured
 * @param goodputPerSecond requests within every limit
 * @param scaleOuts how often the target rose
 * @param scaleIns how often it fell
 * @param mostReplicas paid for at once
 */
public record SeedFigures(
        long seed,
        double attainment,
        @Nullable Boolean met,
        double replicaSeconds,
        double ttftP95Seconds,
        double e2eP95Seconds,
        double goodputPerSecond,
        int scaleOuts,
        int scaleIns,
        int mostReplicas) {}
