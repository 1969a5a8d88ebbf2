package io.spillway.policy;

/** When a policy with a period of its own is due: at its first call, then when it has elapsed. */
public final class Period {
    private final long nanos;
    private boolean started;
    private long lastNanos;

    public Period(long nanos) {
        this.nanos = nanos;
    }

    /** Whether it is due now; if so, it begins anew. */
    public boolean due(long nowNanos) {
        if (started && nowNanos - lastNanos < nanos) {
            return false;
        }
        started = true;
        lastNanos = nowNanos;
        return true;
    }

    /** What a policy says when it is not. */
    public String notDue(long nowNanos) {
        return "next evaluation in " + Text.seconds(lastNanos + nanos - nowNanos);
    }
}
