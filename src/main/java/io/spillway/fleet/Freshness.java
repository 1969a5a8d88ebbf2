package io.spillway.fleet;

/** How far a sample can be trusted. Missing is never zero. */
public enum Freshness {
    /** Answered within the last poll interval's deadline. */
    FRESH,
    /** The newest answer is older than the staleness limit; its values are from then. */
    STALE,
    /** There is no answer at all, or it lacked every known series. */
    MISSING
}
