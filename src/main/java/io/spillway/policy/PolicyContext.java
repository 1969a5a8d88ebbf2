package io.spillway.policy;

import java.time.Duration;

/**
 * What a policy is created for.
 *
 * @param minReplicas the least the fleet may have
 * @param maxReplicas the most it may have
 * @param checkIntervalNanos time between two calls of {@link ScalingPolicy#decide}
 * @param seed for policies that draw random numbers
 */
public record PolicyContext(
        int minReplicas,
        int maxReplicas,
        long checkIntervalNanos,
        long seed,
        EngineFacts engine,
        StepSettings steps) {

    public PolicyContext {
        if (minReplicas < 0 || maxReplicas < Math.max(1, minReplicas)) {
            throw new IllegalArgumentException(
                    "replicas must have 0 <= min <= max and max >= 1: "
                            + minReplicas
                            + ".."
                            + maxReplicas);
        }
        if (checkIntervalNanos <= 0) {
            throw new IllegalArgumentException("check interval is not positive");
        }
    }

    /** A context with defaults: seed 0, engine unknown. */
    public static PolicyContext of(int minReplicas, int maxReplicas, Duration checkInterval) {
        return new PolicyContext(
                minReplicas,
                maxReplicas,
                checkInterval.toNanos(),
                0,
                EngineFacts.UNKNOWN,
                StepSettings.DEFAULTS);
    }

    public PolicyContext withEngine(EngineFacts facts) {
        return new PolicyContext(minReplicas, maxReplicas, checkIntervalNanos, seed, facts, steps);
    }

    public PolicyContext withSteps(StepSettings settings) {
        return new PolicyContext(
                minReplicas, maxReplicas, checkIntervalNanos, seed, engine, settings);
    }

    /** The number nearest to {@code replicas} that the fleet may have. */
    public int clamp(long replicas) {
        return Math.clamp(replicas, minReplicas, maxReplicas);
    }
}
