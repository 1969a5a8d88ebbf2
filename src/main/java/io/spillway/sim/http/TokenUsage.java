package io.spillway.sim.http;

/**
 * The {@code usage} of an answer.
 *
 * @param cachedTokens prompt tokens from the prefix cache, -1 where the server does not tell
 */
record TokenUsage(int promptTokens, int completionTokens, int cachedTokens) {

    String json() {
        String counts =
                "{\"prompt_tokens\":%d,\"total_tokens\":%d,\"completion_tokens\":%d"
                        .formatted(promptTokens, promptTokens + completionTokens, completionTokens);
        return cachedTokens < 0
                ? counts + "}"
                : counts + ",\"prompt_tokens_details\":{\"cached_tokens\":" + cachedTokens + "}}";
    }
}
