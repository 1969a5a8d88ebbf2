package io.spillway.study.compare;

import io.spillway.analysis.RunSummary;
import io.spillway.study.sweep.Saturation;

import org.jspecify.annotations.Nullable;

/**
 * What a fleet of one size came to.
 *
 * @param capacity what it serves
 * @param speedUp capacity over that of one replica; NaN when either is not known
 * @param efficiency speed-up over the number of replicas; NaN when it is not known
 * @param load the experiment's own load on it; null when that was not run
 */
public record SizeResult(
        int replicas,
        Saturation capacity,
        double speedUp,
        double efficiency,
        @Nullable RunSummary load) {

    /** Requests per second; NaN when they are not known. */
    public double requestsPerSecond() {
        return of(capacity);
    }

    static double of(Saturation capacity) {
        return switch (capacity) {
            case Saturation.Found found -> found.requestsPerSecond();
            case Saturation.NoPlateau _ -> Double.NaN;
        };
    }
}
