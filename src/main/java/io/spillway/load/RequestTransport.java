package io.spillway.load;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;

/** Carries requests to replicas. */
public interface RequestTransport {

    /**
     * Sends a request; never blocks. The listener hears {@code sent} at most once, then any number
     * of chunks, then exactly one of {@code completed} and {@code failed}, all on one thread.
     * Nothing is retried, but for a reset of a reused connection before the first response byte.
     */
    Call send(Endpoint endpoint, InferenceRequest request, ResponseListener listener);

    /** A request under way. */
    @FunctionalInterface
    interface Call {
        /**
         * Gives up: the listener hears {@code failed} with this cause, unless it has ended. Any
         * thread.
         */
        void cancel(FailureCause cause);
    }
}
