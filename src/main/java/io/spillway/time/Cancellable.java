package io.spillway.time;

/**
 * A task that was scheduled. Cancelling one that has run, or was cancelled before, does nothing.
 */
@FunctionalInterface
public interface Cancellable {
    void cancel();
}
