package io.spillway.fleet;

import java.util.function.Consumer;

/** Asks whether a replica serves. */
@FunctionalInterface
public interface HealthProbe {

    /**
     * Asks once. Exactly one answer, at the latest at the deadline, delivered on the control
     * thread.
     */
    void probe(Endpoint endpoint, long deadlineNanos, Consumer<Health> sink);

    /** The answer. */
    sealed interface Health {
        /** The health route answered 200. */
        record Serving() implements Health {}

        /** It did not, yet. */
        record NotServing(String why) implements Health {}
    }
}
