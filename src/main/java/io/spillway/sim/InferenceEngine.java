package io.spillway.sim;

import java.util.List;

/**
 * An engine that turns prompts into tokens over time. {@link EngineRunner} is vLLM's scheduler in
 * steps; the look-alike server has a second one that emits at fixed, known times.
 *
 * <p>Threading: confined to the owner thread of its scheduler.
 */
public interface InferenceEngine {

    /** Queues a request, now. The listener hears of every token and exactly one end. */
    Handle submit(Submission submission, TokenListener listener);

    /** The gauges and counters, now. */
    EngineStats stats();

    /**
     * A request to the engine.
     *
     * @param promptTokens length of the prompt, at least 1
     * @param outputTokens tokens it will produce, at least 1: already clipped to the model's length
     * @param blockHashes ids of the prompt's full leading blocks, equal ids meaning equal content
     *     up to there; what the prefix cache compares. Empty: nothing is shared
     * @param tag opaque to the engine, handed back in bulk accounts (the load stage)
     */
    record Submission(int promptTokens, int outputTokens, List<Long> blockHashes, int tag) {
        public Submission {
            blockHashes = List.copyOf(blockHashes);
            if (promptTokens < 1 || outputTokens < 1) {
                throw new IllegalArgumentException(
                        "promptTokens and outputTokens must be at least 1: %d, %d"
                                .formatted(promptTokens, outputTokens));
            }
        }
    }

    /** A request in the engine. */
    interface Handle {
        /**
         * The client is gone: blocks are freed at the next step; the listener hears {@link
         * FinishReason#ABORT}.
         */
        void abort();

        /** Prompt tokens that came from the prefix cache, known once the request was scheduled. */
        int cachedTokens();
    }

    /** Hears of tokens as steps end. */
    interface TokenListener {
        /** One more token; {@code index} counts from 0; {@code nanos} is the end of its step. */
        void token(long nanos, int index);

        /** No more tokens. */
        void finished(long nanos, FinishReason reason);
    }

    /** Why a request ended, as vLLM spells it in lower case. */
    enum FinishReason {
        STOP,
        LENGTH,
        ABORT,
        ERROR
    }
}
