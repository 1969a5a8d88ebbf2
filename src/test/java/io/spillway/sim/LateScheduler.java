package io.spillway.sim;

import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;
import io.spillway.time.VirtualTime;

/** A scheduler whose timers all fire late by a fixed time. */
final class LateScheduler implements Scheduler {
    private final VirtualTime time = new VirtualTime();
    private final long latenessNanos;

    LateScheduler(long latenessNanos) {
        this.latenessNanos = latenessNanos;
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public Cancellable at(long nanos, Runnable task) {
        return time.at(nanos + latenessNanos, task);
    }

    void runAll() {
        while (time.runNext()) {}
    }
}
