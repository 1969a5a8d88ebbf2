package io.spillway.fleet;

/** How a request ended, for whoever routes. */
public sealed interface Outcome {

    /** It completed; times in nanoseconds from the send. */
    record Succeeded(long ttftNanos, long latencyNanos, int inputTokens, int outputTokens)
            implements Outcome {}

    /** It failed. */
    record Failed(FailureCause cause) implements Outcome {}
}
