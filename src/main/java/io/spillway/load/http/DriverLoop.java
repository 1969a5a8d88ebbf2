package io.spillway.load.http;

import io.netty.channel.EventLoopGroup;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;
import io.spillway.time.SystemTime;

/**
 * The load driver's own event loop: nothing but its timers runs there, so that sends leave on time.
 * The thread is named {@code spillway-driver} and has the least timer slack the system grants.
 */
public final class DriverLoop implements Scheduler, AutoCloseable {
    private static final long LAG_INTERVAL_NANOS = 10_000_000;

    private final EventLoopGroup group;
    private final EventLoopScheduler scheduler;
    private final LoopLag lag;

    public DriverLoop(SystemTime time) {
        this.group = EventLoops.group(1, "spillway-driver");
        this.scheduler = new EventLoopScheduler(group.next(), time);
        this.lag = LoopLag.start(scheduler, LAG_INTERVAL_NANOS);
        scheduler.sharpenTimers();
    }

    @Override
    public long nanos() {
        return scheduler.nanos();
    }

    @Override
    public Cancellable at(long nanos, Runnable task) {
        return scheduler.at(nanos, task);
    }

    /** How late this loop's timers are. */
    public LoopLag lag() {
        return lag;
    }

    @Override
    public void close() {
        lag.close();
        EventLoops.close(group);
    }
}
