package io.spillway.study;

import io.spillway.fleet.RunEvent;
import io.spillway.record.RequestRecord;
import io.spillway.record.SecondRow;

import java.net.URI;
import java.time.Duration;

/** Watches a run. Called on the run's control thread; must not block. */
public interface RunListener {

    /** Nobody watches. */
    RunListener NONE = new RunListener() {};

    /**
     * The live page is open at this address. Heard before anything else, on the caller's thread.
     */
    default void dashboard(URI address) {}

    /** Something happened. */
    default void event(RunEvent event) {}

    /** Whether {@link #request} is to be called; asked once, before the run. */
    default boolean wantsRequests() {
        return false;
    }

    /** A request has ended. Called on the thread that read its end; must not block. */
    default void request(RequestRecord request) {}

    /** A second has ended. */
    default void second(SecondRow row) {}

    /** How often {@link #inFlight} wants to be called while the load runs; zero for never. */
    default Duration inFlightPeriod() {
        return Duration.ZERO;
    }

    /**
     * Requests that were sent and have not ended.
     *
     * @param atNanos run time
     */
    default void inFlight(long atNanos, int requests) {}
}
