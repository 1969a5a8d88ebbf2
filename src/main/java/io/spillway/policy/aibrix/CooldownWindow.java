package io.spillway.policy.aibrix;

import java.util.ArrayDeque;

/**
 * The cool-down windows as implemented: on the way up the highest recommendation of the window
 * counts, on the way down the lowest, which damps nothing.
 */
final class CooldownWindow {
    private final long upNanos;
    private final long downNanos;
    private final ArrayDeque<Recommended> history = new ArrayDeque<>();

    CooldownWindow(long upNanos, long downNanos) {
        this.upNanos = upNanos;
        this.downNanos = downNanos;
    }

    int stabilise(long nowNanos, int current, int recommended) {
        history.addLast(new Recommended(nowNanos, recommended));
        long longest = Math.max(1, Math.max(upNanos, downNanos));
        while (nowNanos - history.getFirst().atNanos >= longest) {
            history.removeFirst();
        }
        int result = recommended;
        for (Recommended earlier : history) {
            long ageNanos = nowNanos - earlier.atNanos;
            if (recommended > current && ageNanos < upNanos) {
                result = Math.max(result, earlier.replicas);
            } else if (recommended < current && ageNanos < downNanos) {
                result = Math.min(result, earlier.replicas);
            }
        }
        return result;
    }

    private record Recommended(long atNanos, int replicas) {}
}
