package io.spillway.policy;

import java.time.Duration;

/**
 * The blocks {@code scaling.scale_out} and {@code scaling.scale_in}: defaults of the policies that
 * move in steps. Policies that bring their own timing read only {@code inEnabled}.
 *
 * @param outStep replicas per scale-out
 * @param outCooldownNanos from one scale-out to the next
 * @param inEnabled false: no policy ever scales in
 * @param inQuietNanos how long the fleet must have been quiet before a scale-in
 * @param inCooldownNanos from any scaling to the next scale-in
 */
public record StepSettings(
        int outStep,
        long outCooldownNanos,
        boolean inEnabled,
        long inQuietNanos,
        long inCooldownNanos) {

    public static final StepSettings DEFAULTS =
            new StepSettings(
                    1, 0, true, Duration.ofSeconds(60).toNanos(), Duration.ofSeconds(30).toNanos());

    public StepSettings {
        if (outStep < 1) {
            throw new IllegalArgumentException("outStep is below 1: " + outStep);
        }
        if (outCooldownNanos < 0 || inQuietNanos < 0 || inCooldownNanos < 0) {
            throw new IllegalArgumentException("a duration is negative");
        }
    }

    public StepSettings withScaleIn(boolean enabled) {
        return new StepSettings(outStep, outCooldownNanos, enabled, inQuietNanos, inCooldownNanos);
    }
}
