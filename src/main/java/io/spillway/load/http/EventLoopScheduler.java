package io.spillway.load.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler whose owner thread is a Netty event loop: tasks and the loop's channels share one
 * thread, so what they touch needs no lock.
 *
 * <p>{@link #at} and {@link Cancellable#cancel} may be called from any thread. Tasks due at the
 * same nanosecond run in the order in which they were scheduled; a task never runs before its time.
 * One pass runs only what was queued when it began, so that a task which keeps scheduling work for
 * now leaves room for I/O. After the loop has been shut down, tasks are dropped.
 */
public final class EventLoopScheduler implements Scheduler {

    private final EventLoop loop;
    private final SystemTime time;

    /** Confined to the loop, as is everything below. A tree, so that cancelling is cheap. */
    private final TreeSet<Entry> queue = new TreeSet<>();

    private long sequence;
    private @Nullable ScheduledFuture<?> armed;
    private long armedNanos = Long.MAX_VALUE;
    private boolean running;

    public EventLoopScheduler(EventLoop loop, SystemTime time) {
        this.loop = loop;
        this.time = time;
    }

    /** The loop that owns the tasks. */
    public EventLoop loop() {
        return loop;
    }

    /**
     * Asks the system to fire this thread's timers without slack (Linux delays them by up to 50
     * microseconds unless asked). Where that cannot be had, nothing changes.
     */
    public void sharpenTimers() {
        onLoop(TimerSlack::minimise);
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public Cancellable at(long nanos, Runnable task) {
        Entry entry = new Entry(nanos, task);
        onLoop(() -> add(entry));
        return () -> onLoop(() -> remove(entry));
    }

    private void onLoop(Runnable change) {
        if (loop.inEventLoop()) {
            change.run();
            return;
        }
        try {
            loop.execute(change);
        } catch (RejectedExecutionException shutDown) {
            // The owner is gone, and with it everything that was queued.
        }
    }

    private void add(Entry entry) {
        entry.sequence = sequence++;
        queue.add(entry);
        if (!running && entry.nanos < armedNanos) {
            arm();
        }
    }

    private void remove(Entry entry) {
        queue.remove(entry);
    }

    /** Sets the loop's one timer to the earliest task. */
    private void arm() {
        if (armed != null) {
            armed.cancel(false);
            armed = null;
        }
        armedNanos = Long.MAX_VALUE;
        if (queue.isEmpty() || loop.isShuttingDown()) {
            return;
        }
        armedNanos = queue.first().nanos;
        long delayNanos = Math.max(0, armedNanos - nanos());
        armed = loop.schedule(this::runDue, delayNanos, TimeUnit.NANOSECONDS);
    }

    private void runDue() {
        long limit = sequence;
        long now = nanos();
        running = true;
        try {
            Entry due = nextDue(now, limit);
            while (due != null) {
                queue.remove(due);
                run(due.task);
                due = nextDue(now, limit);
            }
        } finally {
            running = false;
            arm();
        }
    }

    /** The first task that is due and was queued before this pass. */
    private @Nullable Entry nextDue(long now, long limit) {
        for (Entry entry : queue) {
            if (entry.nanos > now) {
                return null;
            }
            if (entry.sequence < limit) {
                return entry;
            }
        }
        return null;
    }

    /** A task that throws is a bug; say so, and keep the others running. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
        }
    }

    private static final class Entry implements Comparable<Entry> {
        private final long nanos;
        private final Runnable task;
        private long sequence;

        Entry(long nanos, Runnable task) {
            this.nanos = nanos;
            this.task = task;
        }

        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
