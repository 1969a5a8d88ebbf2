package io.spillway.policy.kubernetes;

import java.util.ArrayDeque;

/**
 * Smooths proposals over a window in each direction, step D of the autoscaler:
 *
 * <pre>
 * up   = min(desired, proposals younger than the up window)
 * down = max(desired, proposals younger than the down window)
 * result = current raised to up, or else lowered to down
 * </pre>
 *
 * <p>It remembers the proposals as they came.
 */
public final class Stabilisation {
    private final long upWindowNanos;
    private final long downWindowNanos;
    private final ArrayDeque<Proposed> history = new ArrayDeque<>();

    public Stabilisation(long upWindowNanos, long downWindowNanos) {
        this.upWindowNanos = upWindowNanos;
        this.downWindowNanos = downWindowNanos;
    }

    /** Remembers a proposal without asking. Times do not decrease. */
    public void remember(long atNanos, int replicas) {
        history.addLast(new Proposed(atNanos, replicas));
    }

    /** The smoothed proposal; remembers the plain one. */
    public int stabilise(long nowNanos, int current, int desired) {
        int up = desired;
        int down = desired;
        for (Proposed proposed : history) {
            long ageNanos = nowNanos - proposed.atNanos;
            if (ageNanos < upWindowNanos) {
                up = Math.min(up, proposed.replicas);
            }
            if (ageNanos < downWindowNanos) {
                down = Math.max(down, proposed.replicas);
            }
        }
        long longest = Math.max(upWindowNanos, downWindowNanos);
        while (!history.isEmpty() && nowNanos - history.getFirst().atNanos >= longest) {
            history.removeFirst();
        }
        remember(nowNanos, desired);
        int raised = Math.max(current, up);
        return Math.min(raised, down);
    }

    private record Proposed(long atNanos, int replicas) {}
}
