package io.spillway.policy.kubernetes;

import java.time.Duration;
import java.util.List;

/**
 * One direction of {@code spec.behavior}.
 *
 * @param windowNanos the stabilisation window
 */
public record ScalingRules(long windowNanos, Select select, List<Rate> policies) {

    public ScalingRules {
        policies = List.copyOf(policies);
    }

    /** Which policy counts when there are several. */
    public enum Select {
        MAX,
        MIN,
        DISABLED
    }

    /** What a rate counts. */
    public enum Unit {
        PODS,
        PERCENT
    }

    /** At most this change within a period. */
    public record Rate(Unit unit, int value, long periodNanos) {
        public static Rate pods(int value, int periodSeconds) {
            return new Rate(Unit.PODS, value, Duration.ofSeconds(periodSeconds).toNanos());
        }

        public static Rate percent(int value, int periodSeconds) {
            return new Rate(Unit.PERCENT, value, Duration.ofSeconds(periodSeconds).toNanos());
        }
    }

    static final ScalingRules DEFAULT_UP =
            new ScalingRules(0, Select.MAX, List.of(Rate.percent(100, 15), Rate.pods(4, 15)));

    static final ScalingRules DEFAULT_DOWN =
            new ScalingRules(
                    Duration.ofMinutes(5).toNanos(), Select.MAX, List.of(Rate.percent(100, 15)));
}
