package io.spillway.prompt;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One prompt, described before it is materialised.
 *
 * @param inputTokens length in tokens; for text of unknown tokenisation, the best estimate
 * @param outputTokens the output length to ask for; 0 leaves it to the server
 * @param prefixHashes ids of the leading blocks, equal ids meaning equal tokens: what a prefix
 *     cache would see; empty when nothing is shared
 * @param sessionKey requests of one conversation share it
 * @param content makes the text or token ids, only when a transport needs them
 */
public record Prompt(
        int inputTokens,
        int outputTokens,
        List<Long> prefixHashes,
        @Nullable String sessionKey,
        Content content) {

    public Prompt {
        prefixHashes = List.copyOf(prefixHashes);
    }

    /** Makes what is sent. Called at most once per send, possibly on an I/O thread. */
    public sealed interface Content {

        /** Token ids: the exact length on every server, whatever its tokenizer. */
        non-sealed interface Tokens extends Content {
            int[] tokenIds();
        }

        /** Text. */
        non-sealed interface Text extends Content {
            String text();
        }

        /** Chat messages. */
        non-sealed interface Messages extends Content {
            List<Message> messages();
        }

        /** One message of a conversation. */
        record Message(String role, String text) {}
    }
}
