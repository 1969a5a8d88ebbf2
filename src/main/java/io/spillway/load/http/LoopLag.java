package io.spillway.load.http;

import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Measures how late a scheduler's timers run: a timer of its own every so often, at absolute times,
 * whose lateness is kept. On an idle thread this is the floor of any schedule delay.
 *
 * <p>Reading is thread-safe; the newest 4096 measurements since the last reading count.
 */
public final class LoopLag implements AutoCloseable {
    private static final int KEPT = 4096;

    private final Scheduler scheduler;
    private final long intervalNanos;

    /** Guarded by this, as is everything below. */
    private final long[] lateNanos = new long[KEPT];

    private int count;
    private long dueNanos;
    private Cancellable next = () -> {};
    private boolean closed;

    private LoopLag(Scheduler scheduler, long intervalNanos) {
        this.scheduler = scheduler;
        this.intervalNanos = intervalNanos;
    }

    /** Begins to measure. */
    public static LoopLag start(Scheduler scheduler, long intervalNanos) {
        var lag = new LoopLag(scheduler, intervalNanos);
        lag.dueNanos = scheduler.nanos();
        lag.arm();
        return lag;
    }

    private synchronized void arm() {
        if (closed) {
            return;
        }
        long now = scheduler.nanos();
        dueNanos += intervalNanos;
        if (dueNanos < now) {
            // The loop stood still; what it missed is one long lateness, not many.
            dueNanos = now + intervalNanos;
        }
        next = scheduler.at(dueNanos, this::measure);
    }

    private void measure() {
        synchronized (this) {
            lateNanos[count++ % KEPT] = scheduler.nanos() - dueNanos;
        }
        arm();
    }

    /** The 99th percentile since the last call, in nanoseconds; empty when nothing ran since. */
    public synchronized OptionalLong drainP99Nanos() {
        int kept = Math.min(count, KEPT);
        count = 0;
        if (kept == 0) {
            return OptionalLong.empty();
        }
        long[] sorted = Arrays.copyOf(lateNanos, kept);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(0.99 * kept);
        return OptionalLong.of(sorted[rank - 1]);
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }
}
