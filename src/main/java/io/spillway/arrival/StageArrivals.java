package io.spillway.arrival;

/** The arrivals of one stage, as times since its start. */
interface StageArrivals {

    /** Stands for "no more". */
    long END = -1;

    /** The next arrival in nanoseconds since the start of the stage, or {@link #END}. */
    long next();

    /** How long the stage lasts; known from the start. */
    long durationNanos();
}
