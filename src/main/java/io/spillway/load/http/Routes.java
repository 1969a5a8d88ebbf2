package io.spillway.load.http;

import io.spillway.load.RequestOptions.Api;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a server turned out to be.
 *
 * @param version as it says itself, null when it does not
 * @param models the names under which it serves, in its order; empty when it does not say
 * @param maxModelLength the longest context in tokens, 0 when it does not say
 * @param completions whether {@code /v1/completions} exists
 * @param chat whether {@code /v1/chat/completions} exists
 */
public record Routes(
        Kind kind,
        @Nullable String version,
        List<String> models,
        int maxModelLength,
        boolean completions,
        boolean chat) {

    public Routes {
        models = List.copyOf(models);
    }

    /** Kinds of servers, as far as it matters. */
    public enum Kind {
        VLLM,
        SGLANG,
        TGI,
        /** It has routes we speak, and says nothing else. */
        OTHER
    }

    /**
     * The route to use when nobody chose: completions where there is one, since it takes token ids
     * and adds no chat template.
     *
     * @throws IllegalStateException when the server has neither
     */
    public Api preferred() {
        if (completions) {
            return Api.COMPLETION;
        }
        if (chat) {
            return Api.CHAT;
        }
        throw new IllegalStateException(
                "the server has neither /v1/completions nor /v1/chat/completions");
    }
}
