package io.spillway.policy.kubernetes;

import io.spillway.policy.kubernetes.ScalingRules.Rate;

import java.util.ArrayDeque;

/**
 * Limits how fast the number of replicas changes, step E of the autoscaler. Each policy allows a
 * change from where its period began: {@code current − added + removed} within the period.
 */
public final class RateLimit {
    private final ScalingRules up;
    private final ScalingRules down;
    private final ArrayDeque<Change> changes = new ArrayDeque<>();

    public RateLimit(ScalingRules up, ScalingRules down) {
        this.up = up;
        this.down = down;
    }

    /** Remembers that replicas were added (positive) or removed. Times do not decrease. */
    public void changed(long atNanos, int delta) {
        changes.addLast(new Change(atNanos, delta));
    }

    /** The nearest to {@code desired} that is allowed now. */
    public int limit(long nowNanos, int current, int desired) {
        forget(nowNanos);
        if (desired > current) {
            return Math.min(desired, Math.max(current, ceiling(nowNanos, current)));
        }
        if (desired < current) {
            return Math.max(desired, Math.min(current, floor(nowNanos, current)));
        }
        return current;
    }

    private int ceiling(long nowNanos, int current) {
        if (up.select() == ScalingRules.Select.DISABLED) {
            return current;
        }
        boolean max = up.select() == ScalingRules.Select.MAX;
        int best = max ? Integer.MIN_VALUE : Integer.MAX_VALUE;
        for (Rate rate : up.policies()) {
            int start = start(rate, nowNanos, current);
            int allowed =
                    switch (rate.unit()) {
                        case PODS -> start + rate.value();
                        case PERCENT -> ReplicaCalculator.ceil(start * (1 + rate.value() / 100.0));
                    };
            best = max ? Math.max(best, allowed) : Math.min(best, allowed);
        }
        return best;
    }

    private int floor(long nowNanos, int current) {
        if (down.select() == ScalingRules.Select.DISABLED) {
            return current;
        }
        boolean max = down.select() == ScalingRules.Select.MAX;
        int best = max ? Integer.MAX_VALUE : Integer.MIN_VALUE;
        for (Rate rate : down.policies()) {
            int start = start(rate, nowNanos, current);
            int allowed =
                    switch (rate.unit()) {
                        case PODS -> start - rate.value();
                        case PERCENT -> (int) (start * (1 - rate.value() / 100.0));
                    };
            best = max ? Math.min(best, allowed) : Math.max(best, allowed);
        }
        return best;
    }

    private int start(Rate rate, long nowNanos, int current) {
        int start = current;
        for (Change change : changes) {
            if (nowNanos - change.atNanos < rate.periodNanos()) {
                start -= change.delta;
            }
        }
        return start;
    }

    private void forget(long nowNanos) {
        long longest = 0;
        for (Rate rate : up.policies()) {
            longest = Math.max(longest, rate.periodNanos());
        }
        for (Rate rate : down.policies()) {
            longest = Math.max(longest, rate.periodNanos());
        }
        while (!changes.isEmpty() && nowNanos - changes.getFirst().atNanos >= longest) {
            changes.removeFirst();
        }
    }

    private record Change(long atNanos, int delta) {}
}
