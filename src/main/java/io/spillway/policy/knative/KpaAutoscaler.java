package io.spillway.policy.knative;

import java.util.ArrayDeque;

/**
 * Knative's decision from a stable and a panic average of the total load:
 *
 * <pre>
 * wanted = ceil(average / target), kept to [floor(ready / maxDown), ceil(ready · maxUp)]
 * panic begins when ceil(panic / target) / ready ≥ threshold, and ends a stable window after that
 * last held; in panic the result never falls
 * </pre>
 */
final class KpaAutoscaler {
    private static final long NO_PANIC = -1;

    private final Settings settings;
    private final ArrayDeque<Wanted> delayed = new ArrayDeque<>();
    private long panicNanos = NO_PANIC;
    private int maxPanicPods;

    /**
     * A new one.
     *
     * @param initialReady with more than one pod it begins in panic, so that they stay until there
     *     is a history
     */
    KpaAutoscaler(Settings settings, long nowNanos, int initialReady) {
        this.settings = settings;
        if (initialReady > 1) {
            panicNanos = nowNanos;
            maxPanicPods = initialReady;
        }
    }

    /**
     * The revision's configuration.
     *
     * @param target load per pod that is aimed for, utilisation included
     * @param panicThreshold as a ratio of the ready pods
     * @param activationScale the least, when it is not zero
     * @param reachable whether traffic can reach the revision; if not it may shrink at once
     */
    record Settings(
            double target,
            double maxScaleUpRate,
            double maxScaleDownRate,
            double panicThreshold,
            long stableWindowNanos,
            long scaleDownDelayNanos,
            int activationScale,
            boolean reachable) {}

    boolean isPanicking() {
        return panicNanos != NO_PANIC;
    }

    long panicNanos() {
        return panicNanos;
    }

    /** The wanted pods. */
    int scale(long nowNanos, int readyPods, double stable, double panic) {
        int ready = Math.max(1, readyPods);
        double maxUp = Math.ceil(settings.maxScaleUpRate * ready);
        double maxDown = settings.reachable ? Math.floor(ready / settings.maxScaleDownRate) : 0;
        double wantedStable = Math.ceil(stable / settings.target);
        double wantedPanic = Math.ceil(panic / settings.target);
        int stablePods = pods(wantedStable, maxDown, maxUp);
        int panicPods = pods(wantedPanic, maxDown, maxUp);
        updatePanic(nowNanos, wantedPanic / ready >= settings.panicThreshold);
        int desired = stablePods;
        if (isPanicking()) {
            maxPanicPods = Math.max(maxPanicPods, Math.max(stablePods, panicPods));
            desired = maxPanicPods;
        }
        return delay(nowNanos, desired);
    }

    private int pods(double wanted, double maxDown, double maxUp) {
        int pods = (int) Math.clamp(wanted, Math.min(maxDown, maxUp), maxUp);
        return wanted > 0 ? Math.max(pods, settings.activationScale) : pods;
    }

    private void updatePanic(long nowNanos, boolean over) {
        if (over) {
            panicNanos = nowNanos;
        } else if (isPanicking() && panicNanos + settings.stableWindowNanos < nowNanos) {
            panicNanos = NO_PANIC;
            maxPanicPods = 0;
        }
    }

    /** With a scale-down delay, the most that was wanted within it. */
    private int delay(long nowNanos, int desired) {
        if (!settings.reachable || settings.scaleDownDelayNanos == 0) {
            return desired;
        }
        delayed.addLast(new Wanted(nowNanos, desired));
        while (nowNanos - delayed.getFirst().atNanos >= settings.scaleDownDelayNanos) {
            delayed.removeFirst();
        }
        int most = desired;
        for (Wanted wanted : delayed) {
            most = Math.max(most, wanted.pods);
        }
        return most;
    }

    private record Wanted(long atNanos, int pods) {}
}
