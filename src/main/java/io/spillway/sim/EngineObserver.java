package io.spillway.sim;

/**
 * Watches an engine from inside, for histograms as vLLM's server keeps them. Called on the engine's
 * thread as steps end. Without an observer nothing of this is computed per step.
 */
public interface EngineObserver {

    /** A step ended. Steps without tokens to emit (parts of a prompt) are reported too. */
    default void stepped(Step step) {}

    /** A request gave its first token, this long after it was submitted. */
    default void firstToken(long ttftNanos) {}

    /** Requests gave further tokens, each this long after its last one. */
    default void laterTokens(long gapNanos, long count) {}

    /** A request ended, for whatever reason. */
    default void ended(RequestTimeline timeline) {}

    /**
     * One step.
     *
     * @param sequences sequences that computed something
     * @param computedTokens tokens computed: prompt chunks, recomputation and decodes
     * @param promptTokens prompt lengths of the requests whose first token came in this step
     * @param generatedTokens tokens emitted. vLLM observes {@code iteration_tokens_total} as {@code
     *     promptTokens + generatedTokens}, for steps where this is not zero
     */
    record Step(
            long startNanos,
            long endNanos,
            int sequences,
            int computedTokens,
            long promptTokens,
            int generatedTokens) {}
}
