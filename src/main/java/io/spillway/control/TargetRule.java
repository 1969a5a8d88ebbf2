package io.spillway.control;

import org.jspecify.annotations.Nullable;

/**
 * From what is wanted to what may be: minimum and maximum, the largest step, cooldowns, whether the
 * fleet may shrink. Pure. What is held back is not remembered: the next check decides afresh.
 */
final class TargetRule {

    /**
     * The target from now on.
     *
     * @param heldBack why it is not what was wanted (clamping apart); null when it is
     */
    record Ruling(int target, @Nullable String heldBack) {}

    private final ControlSettings settings;
    private final int max;
    private long scaledNanos = Long.MIN_VALUE;
    private long scaledOutNanos = Long.MIN_VALUE;

    /**
     * @param actuatorMax the most replicas the actuator can run
     */
    TargetRule(ControlSettings settings, int actuatorMax) {
        this.settings = settings;
        this.max = Math.min(settings.size().maxReplicas(), actuatorMax);
    }

    int clamp(int wanted) {
        return Math.max(settings.size().minReplicas(), Math.min(max, wanted));
    }

    /** What a policy's wish comes to, with the present target. */
    Ruling rule(int wanted, int target, long nowNanos) {
        int clamped = clamp(wanted);
        if (clamped > target) {
            return ruleOut(clamped, target, nowNanos);
        }
        return clamped < target ? ruleIn(clamped, target, nowNanos) : new Ruling(target, null);
    }

    private Ruling ruleOut(int wanted, int target, long nowNanos) {
        long leftNanos =
                remaining(scaledOutNanos, settings.scaleOut().cooldown().toNanos(), nowNanos);
        if (leftNanos > 0) {
            return new Ruling(target, "scale-out is cooling down");
        }
        int step = settings.scaleOut().maxStep();
        return new Ruling(step == 0 ? wanted : Math.min(wanted, target + step), null);
    }

    private Ruling ruleIn(int wanted, int target, long nowNanos) {
        if (!settings.scaleIn().enabled()) {
            return new Ruling(target, "scale-in is off");
        }
        long leftNanos = remaining(scaledNanos, settings.scaleIn().cooldown().toNanos(), nowNanos);
        return leftNanos > 0
                ? new Ruling(target, "scale-in is cooling down")
                : new Ruling(wanted, null);
    }

    private static long remaining(long sinceNanos, long cooldownNanos, long nowNanos) {
        return sinceNanos == Long.MIN_VALUE ? 0 : sinceNanos + cooldownNanos - nowNanos;
    }

    /** The target changed; cooldowns count from here. */
    void scaled(int from, int to, long nowNanos) {
        scaledNanos = nowNanos;
        if (to > from) {
            scaledOutNanos = nowNanos;
        }
    }
}
