package io.spillway.prompt;

import org.jspecify.annotations.Nullable;

/** What prompts are made of, as an experiment file describes it. */
public sealed interface PromptSpec {

    /** Prompts made from nothing but lengths and a seed; {@link PromptSources} makes them. */
    sealed interface Generated extends PromptSpec {}

    /** Short fixed texts. */
    record Mock() implements Generated {}

    /** Random content of random length; every prompt differs. {@code synthetic}, {@code random}. */
    record Synthetic(LengthSpec input, LengthSpec output) implements Generated {
        public Synthetic {
            input.requireMeanWithinBounds();
            output.requireMeanWithinBounds();
        }
    }

    /** Random content with the lengths, and the shared prefixes, of the load's trace. */
    record FromTrace() implements Generated {}

    /**
     * Groups of prompts that share a system prompt.
     *
     * @param multiTurn whether prompt n of a slot continues the conversation of prompt n−1
     * @param maxContextTokens at this length a conversation starts anew
     * @param seed a seed of its own, null for the run's
     */
    record SharedPrefix(
            int groups,
            int promptsPerGroup,
            LengthSpec systemPrompt,
            LengthSpec question,
            LengthSpec output,
            boolean multiTurn,
            int maxContextTokens,
            @Nullable Long seed)
            implements Generated {

        public SharedPrefix {
            if (groups < 1 || promptsPerGroup < 1 || (long) groups * promptsPerGroup > 10_000_000) {
                throw new IllegalArgumentException(
                        "shared_prefix needs 1 to 10,000,000 prompts, not %d groups of %d"
                                .formatted(groups, promptsPerGroup));
            }
            if (maxContextTokens < 1) {
                throw new IllegalArgumentException(
                        "maxContextTokens must be at least 1: " + maxContextTokens);
            }
        }
    }

    /**
     * Conversations with a common system prompt, a part of their own, and turns that carry their
     * history; each slot starts its conversation anew when its turns are done.
     *
     * @param seed a seed of its own, null for the run's
     */
    record ConversationReplay(
            int conversations,
            int sharedSystemPromptTokens,
            LengthSpec dynamicSystemPrompt,
            LengthSpec turns,
            LengthSpec inputPerTurn,
            LengthSpec outputPerTurn,
            int maxModelLen,
            @Nullable Long seed)
            implements Generated {

        public static final int DEFAULT_CONVERSATIONS = 200;
        public static final int DEFAULT_SHARED_SYSTEM_PROMPT_TOKENS = 8359;
        public static final int DEFAULT_TURNS = 10;
        public static final int DEFAULT_INPUT_PER_TURN = 512;
        public static final int DEFAULT_OUTPUT_PER_TURN = 256;
        public static final int DEFAULT_MAX_MODEL_LEN = 225_000;

        public ConversationReplay {
            if (conversations < 1 || conversations > 1_000_000) {
                throw new IllegalArgumentException(
                        "num_conversations must be 1 to 1,000,000: " + conversations);
            }
            if (sharedSystemPromptTokens < 0 || maxModelLen < 2) {
                throw new IllegalArgumentException(
                        "shared_system_prompt_len must be at least 0 and max_model_len at least 2:"
                                + " %d, %d".formatted(sharedSystemPromptTokens, maxModelLen));
            }
        }
    }

    /**
     * Rows of a dataset.
     *
     * @param path a file or a directory on this machine, null to fetch it
     * @param input bounds that prompts must keep (min, max), null for any; completions only
     * @param output bounds that answers must keep, null for any
     */
    record Dataset(
            Kind kind,
            @Nullable String path,
            @Nullable LengthSpec input,
            @Nullable LengthSpec output)
            implements PromptSpec {}

    /** The datasets that can be read. */
    enum Kind {
        SHARE_GPT,
        CNN_DAILYMAIL,
        INFINITY_INSTRUCT,
        BILLSUM_CONVERSATIONS
    }
}
