package io.spillway.policy.kubernetes;

import org.jspecify.annotations.Nullable;

/**
 * KEDA's own loop, between none (or idle) and some replicas:
 *
 * <pre>
 * active   : from 0 (or idle) to max(min, 1)
 * inactive : to idle, or to 0 when min is 0, once the cool-down since the last activity has passed
 * error    : hold
 * below min: to min
 * </pre>
 */
final class KedaActivation {
    private final Settings settings;
    private boolean everActive;
    private long lastActiveNanos;
    private long createdNanos = -1;

    KedaActivation(Settings settings) {
        this.settings = settings;
    }

    /** Bounds and cool-downs; {@code idle} null when it is not set. */
    record Settings(
            int min, @Nullable Integer idle, long cooldownNanos, long initialCooldownNanos) {}

    /** What the triggers say. */
    enum Trigger {
        ACTIVE,
        INACTIVE,
        ERROR
    }

    /** The replicas that there should be; {@code current} when it is none of its business. */
    int next(long nowNanos, int current, Trigger trigger) {
        if (createdNanos < 0) {
            createdNanos = nowNanos;
        }
        return switch (trigger) {
            case ACTIVE -> active(nowNanos, current);
            case ERROR -> current;
            case INACTIVE -> inactive(nowNanos, current);
        };
    }

    private int active(long nowNanos, int current) {
        everActive = true;
        lastActiveNanos = nowNanos;
        boolean asleep = current == 0 || (settings.idle != null && current < settings.min);
        return asleep ? Math.max(settings.min, 1) : current;
    }

    private int inactive(long nowNanos, int current) {
        Integer idle = settings.idle;
        boolean mayRest = idle != null ? current > idle : current > 0 && settings.min == 0;
        if (mayRest) {
            boolean rested =
                    everActive
                            ? lastActiveNanos + settings.cooldownNanos < nowNanos
                            : createdNanos + settings.initialCooldownNanos < nowNanos;
            if (!rested) {
                return current;
            }
            return idle != null ? idle : settings.min;
        }
        return idle == null && current < settings.min ? settings.min : current;
    }
}
