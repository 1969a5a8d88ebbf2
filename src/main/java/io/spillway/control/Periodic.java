package io.spillway.control;

import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.util.function.LongConsumer;

/**
 * Runs a task at t0 + k · interval, on an absolute schedule: lateness does not add up, and what was
 * missed is skipped. The next time is armed before the task runs, so a task that throws does not
 * end the series.
 */
final class Periodic {

    private final Scheduler scheduler;
    private final long originNanos;
    private final long intervalNanos;
    private final LongConsumer task;
    private @Nullable Cancellable next;

    private Periodic(Scheduler scheduler, long originNanos, long intervalNanos, LongConsumer task) {
        this.scheduler = scheduler;
        this.originNanos = originNanos;
        this.intervalNanos = intervalNanos;
        this.task = task;
    }

    /** The task gets k, from {@code first} on. */
    static Periodic start(
            Scheduler scheduler, long originNanos, long intervalNanos, Series series) {
        var periodic = new Periodic(scheduler, originNanos, intervalNanos, series.task);
        periodic.arm(series.first);
        return periodic;
    }

    /** What to run, and from which k. */
    record Series(long first, LongConsumer task) {}

    /** The newest k whose time has come. */
    long slot(long nowNanos) {
        return Math.floorDiv(nowNanos - originNanos, intervalNanos);
    }

    private void arm(long k) {
        next = scheduler.at(originNanos + k * intervalNanos, () -> fire(k));
    }

    private void fire(long k) {
        long current = Math.max(k, slot(scheduler.nanos()));
        arm(current + 1);
        task.accept(current);
    }

    void stop() {
        if (next != null) {
            next.cancel();
        }
    }
}
