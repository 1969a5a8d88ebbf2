package io.spillway.arrival;

import org.jspecify.annotations.Nullable;

/**
 * A finite, non-decreasing sequence of intended send times. Not thread-safe; seeded, so repeatable.
 */
public interface ArrivalProcess {

    /** The next arrival, or null when the load has ended. */
    @Nullable Arrival next();

    /**
     * When the load ends: the end of the last stage, since the load began. May lie after the last
     * arrival.
     */
    long endNanos();
}
