package io.spillway.policy.wva;

import java.util.List;

/**
 * The percentage analysis of version 1:
 *
 * <pre>
 * saturated : kv ≥ kv threshold or queue ≥ queue threshold; N = those that are not
 * spare     : Σ(threshold − value) / N, 0 when N = 0
 * up        : spare kv or spare queue below its trigger
 * down safe : N ≥ 2, and with N − 1 replicas both spares would still reach their triggers
 * </pre>
 */
record Saturation(int unsaturated, double spareKv, double spareQueue, Thresholds thresholds) {

    /** {@code upAtTrigger}: as documented, a spare equal to its trigger scales up already. */
    record Thresholds(
            double kv, double queue, double kvTrigger, double queueTrigger, boolean upAtTrigger) {
        static final Thresholds DEFAULT = new Thresholds(0.80, 5, 0.10, 3, false);
    }

    /** One replica's peaks of the last minute. */
    record Load(double kv, double queue) {}

    static Saturation of(List<Load> replicas, Thresholds thresholds) {
        int n = 0;
        double kv = 0;
        double queue = 0;
        for (Load load : replicas) {
            if (load.kv < thresholds.kv && load.queue < thresholds.queue) {
                n++;
                kv += thresholds.kv - load.kv;
                queue += thresholds.queue - load.queue;
            }
        }
        return n == 0
                ? new Saturation(0, 0, 0, thresholds)
                : new Saturation(n, kv / n, queue / n, thresholds);
    }

    boolean scaleUp() {
        return below(spareKv, thresholds.kvTrigger) || below(spareQueue, thresholds.queueTrigger);
    }

    private boolean below(double spare, double trigger) {
        // Spares are sums of decimal fractions: a hair more than the trigger is the trigger.
        return thresholds.upAtTrigger ? spare <= trigger + 1e-9 : spare < trigger;
    }

    boolean scaleDownSafe() {
        if (unsaturated < 2) {
            return false;
        }
        double growth = (double) unsaturated / (unsaturated - 1);
        double kvAfter = thresholds.kv - (thresholds.kv - spareKv) * growth;
        double queueAfter = thresholds.queue - (thresholds.queue - spareQueue) * growth;
        return kvAfter >= thresholds.kvTrigger && queueAfter >= thresholds.queueTrigger;
    }
}
