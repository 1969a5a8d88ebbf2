package io.spillway.policy.kubernetes;

import java.util.List;

/**
 * The pods behind a metric, grouped as the autoscaler does.
 *
 * @param readyMilli samples of pods that count, in milli-units
 * @param ignored pods that are not ready: left out, and taken as zero on a scale-up
 * @param missing ready pods without a sample: taken as on target on a scale-down, as zero on a
 *     scale-up
 */
record PodUsage(List<Long> readyMilli, int ignored, int missing) {
    PodUsage {
        readyMilli = List.copyOf(readyMilli);
    }
}
