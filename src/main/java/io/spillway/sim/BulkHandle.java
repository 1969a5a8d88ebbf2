package io.spillway.sim;

/** A request that is accounted in bulk. */
public interface BulkHandle extends InferenceEngine.Handle {

    /** Tokens produced so far. */
    int generatedTokens();

    /** When the newest of them was, -1 before the first. */
    long lastTokenNanos();

    /** The widest gap between two of them, 0 with fewer than two. */
    long maxGapNanos();
}
