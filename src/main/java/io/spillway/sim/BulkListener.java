package io.spillway.sim;

/**
 * Hears of one request without a call per token, for the virtual clock. Gaps between tokens go to
 * the runner's {@link io.spillway.load.GapSink} per step instead.
 */
public interface BulkListener {

    /** The first token; {@code nanos} is the end of its step. */
    void firstToken(long nanos);

    /** The request ended; called exactly once. */
    void ended(RequestTimeline timeline);
}
