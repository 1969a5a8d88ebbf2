package io.spillway.control;

import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import java.util.function.Consumer;

/**
 * An answer that comes exactly once: what the port says, or a stand-in at the deadline. The loop
 * never waits for a port that keeps silent.
 */
final class Answer<T> implements Consumer<T> {

    private final Consumer<T> then;
    private final Cancellable guard;
    private boolean given;

    private Answer(Scheduler scheduler, long deadlineNanos, T standIn, Consumer<T> then) {
        this.then = then;
        this.guard = scheduler.at(deadlineNanos, () -> accept(standIn));
    }

    static <T> Answer<T> by(Scheduler scheduler, long deadlineNanos, T standIn, Consumer<T> then) {
        return new Answer<>(scheduler, deadlineNanos, standIn, then);
    }

    /** On the control thread. */
    @Override
    public void accept(T value) {
        if (!given) {
            given = true;
            guard.cancel();
            then.accept(value);
        }
    }
}
