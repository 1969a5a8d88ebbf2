package io.spillway.policy.kubernetes;

import java.util.OptionalInt;

/**
 * The part of the autoscaler behind its metrics: bounds that bypass the behaviour (step C),
 * stabilisation (D) and rate limits (E). Its first proposal is preceded by what it found, so that a
 * fresh autoscaler does not scale in before its window has passed.
 */
final class HpaController {
    private final Stabilisation stabilisation;
    private final RateLimit rates;
    private final int minReplicas;
    private final int maxReplicas;
    private boolean started;

    HpaController(HpaSettings settings, int minReplicas, int maxReplicas) {
        this.stabilisation =
                new Stabilisation(
                        settings.scaleUp().windowNanos(), settings.scaleDown().windowNanos());
        this.rates = new RateLimit(settings.scaleUp(), settings.scaleDown());
        this.minReplicas = minReplicas;
        this.maxReplicas = maxReplicas;
    }

    /** The bound that holds without any metric; empty when the metric decides. */
    OptionalInt shortcut(int spec) {
        if (spec == 0 && minReplicas != 0) {
            return OptionalInt.of(0);
        }
        if (spec > maxReplicas) {
            return OptionalInt.of(maxReplicas);
        }
        return spec < minReplicas ? OptionalInt.of(minReplicas) : OptionalInt.empty();
    }

    /** What becomes of a proposal. */
    int next(long nowNanos, int spec, int proposed) {
        if (!started) {
            started = true;
            stabilisation.remember(nowNanos, spec);
        }
        int stable = stabilisation.stabilise(nowNanos, spec, proposed);
        int bounded = Math.clamp(stable, Math.min(minReplicas, maxReplicas), maxReplicas);
        int limited = rates.limit(nowNanos, spec, bounded);
        if (limited != spec) {
            rates.changed(nowNanos, limited - spec);
        }
        return limited;
    }
}
