package io.spillway.sim.http;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A request for text as it was sent, its types checked but not yet held against the server's
 * limits.
 *
 * @param prompts one for chat; as many as were sent for completions
 * @param maxTokens null when the client left it to the server
 * @param choices {@code n}: answers per prompt
 * @param cacheSalt requests with different salts share no prefix
 * @param truncateTo keep that many tokens of the end of the prompt, -1 for the model's length; null
 *     to keep all
 */
record ApiRequest(
        Api api,
        @Nullable String model,
        List<PromptInput> prompts,
        @Nullable Integer maxTokens,
        int minTokens,
        int choices,
        boolean ignoreEos,
        boolean echo,
        Streaming streaming,
        @Nullable String cacheSalt,
        @Nullable Integer truncateTo) {

    ApiRequest {
        prompts = List.copyOf(prompts);
    }

    enum Api {
        COMPLETION("cmpl-"),
        CHAT("chatcmpl-"),
        TOKENIZE("");

        private final String idPrefix;

        Api(String idPrefix) {
            this.idPrefix = idPrefix;
        }

        String idPrefix() {
            return idPrefix;
        }
    }

    /** Whether and how the answer is streamed. */
    record Streaming(boolean enabled, boolean includeUsage, boolean continuousUsage) {}

    /**
     * A prompt as token ids.
     *
     * @param text null when it came as ids
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record PromptInput(int[] ids, @Nullable String text) {

        static PromptInput ofText(String text) {
            return new PromptInput(PseudoTokenizer.encode(text), text);
        }

        /** What {@code echo} repeats. */
        String echo() {
            return text == null ? PseudoTokenizer.decode(ids) : text;
        }
    }
}
