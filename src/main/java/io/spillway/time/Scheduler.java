package io.spillway.time;

/**
 * Time, and work to be done later on one owner thread.
 *
 * <p>Times are nanoseconds since the start of the run (never negative, never decreasing). Tasks due
 * at the same nanosecond run in the order in which they were scheduled.
 */
public interface Scheduler {

    /** Nanoseconds since the start of the run. */
    long nanos();

    /**
     * Runs the task on the owner thread at the given time, or as soon as possible when it has
     * passed.
     */
    Cancellable at(long nanos, Runnable task);

    /** Runs the task on the owner thread after the given delay in nanoseconds. */
    default Cancellable after(long delayNanos, Runnable task) {
        return at(nanos() + delayNanos, task);
    }

    /** Runs the task on the owner thread, after what is already due. */
    default void execute(Runnable task) {
        Cancellable _ = at(nanos(), task);
    }
}
