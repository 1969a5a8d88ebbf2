package io.spillway.time;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The wall clock of one run: a monotonic origin, and the instant it stands for.
 *
 * <p>Thread-safe. Every live scheduler of a run shares one instance, so that their times compare.
 */
public final class SystemTime {

    private final long originNanos;
    private final Instant startedAt;

    private SystemTime(long originNanos, Instant startedAt) {
        this.originNanos = originNanos;
        this.startedAt = startedAt;
    }

    /** A clock that reads zero now. */
    public static SystemTime start() {
        return new SystemTime(System.nanoTime(), Instant.now());
    }

    /** Nanoseconds since the start, monotonic. */
    public long nanos() {
        return System.nanoTime() - originNanos;
    }

    /** The wall-clock instant of time zero. */
    public Instant startedAt() {
        return startedAt;
    }

    /**
     * The wall-clock instant of a run time: the start plus the elapsed time, immune to clock steps.
     */
    public Instant instantOf(long nanos) {
        return startedAt.plusNanos(nanos);
    }

    /** The reverse of {@link #instantOf}: nanoseconds of run time, negative before its start. */
    public long nanosOf(Instant instant) {
        return startedAt.until(instant, ChronoUnit.NANOS);
    }

    /**
     * A scheduler on a daemon platform thread of its own, for work that is not paced to
     * microseconds.
     */
    public ThreadScheduler scheduler(String threadName) {
        return scheduler(
                threadName,
                bug -> {
                    Thread thread = Thread.currentThread();
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
                });
    }

    /** The same, and tells somebody of a task that threw, which is a bug. */
    public ThreadScheduler scheduler(String threadName, Consumer<Throwable> onBug) {
        return new ThreadScheduler(this, threadName, onBug);
    }

    /** A scheduler backed by one named platform thread. Closing it drops what has not run. */
    public static final class ThreadScheduler implements Scheduler, AutoCloseable {
        private final SystemTime time;
        private final ScheduledExecutorService executor;
        private final Consumer<Throwable> onBug;

        private ThreadScheduler(SystemTime time, String threadName, Consumer<Throwable> onBug) {
            this.time = time;
            this.onBug = onBug;
            ThreadFactory threads =
                    task -> Thread.ofPlatform().name(threadName).daemon().unstarted(task);
            this.executor = Executors.newSingleThreadScheduledExecutor(threads);
        }

        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public Cancellable at(long nanos, Runnable task) {
            try {
                Future<?> future =
                        executor.schedule(guard(task), nanos - nanos(), TimeUnit.NANOSECONDS);
                return () -> future.cancel(false);
            } catch (RejectedExecutionException closed) {
                return () -> {};
            }
        }

        /** A task that throws is a bug; say so instead of losing it in a future nobody reads. */
        private Runnable guard(Runnable task) {
            return () -> {
                try {
                    task.run();
                } catch (RuntimeException | Error bug) {
                    onBug.accept(bug);
                }
            };
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
