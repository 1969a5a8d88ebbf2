package io.spillway.load;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Map;

/**
 * What all requests of a run have in common.
 *
 * @param api which route
 * @param streaming whether tokens are streamed; without it there is no TTFT and no ITL
 * @param ignoreEos pins output lengths on vLLM
 * @param includeUsage asks for the usage event of a stream
 * @param timeoutNanos from the send to the end; {@link Long#MAX_VALUE} for none
 * @param headers added to every request; may hold secrets, never logged
 * @param apiKey sent as {@code Authorization: Bearer}, unless headers has its own; never logged
 * @param extraBody further fields of the JSON body
 */
public record RequestOptions(
        Api api,
        boolean streaming,
        boolean ignoreEos,
        boolean includeUsage,
        long timeoutNanos,
        Map<String, String> headers,
        @Nullable String apiKey,
        Map<String, Object> extraBody) {

    public RequestOptions {
        headers = Collections.unmodifiableMap(headers);
        extraBody = Collections.unmodifiableMap(extraBody);
    }

    /** Streaming completions without a deadline. */
    public static final RequestOptions DEFAULT =
            new RequestOptions(
                    Api.COMPLETION, true, true, true, Long.MAX_VALUE, Map.of(), null, Map.of());

    /** The routes a transport speaks. */
    public enum Api {
        /** {@code POST /v1/completions}. */
        COMPLETION,
        /** {@code POST /v1/chat/completions}. */
        CHAT
    }

    /** Keeps secrets out of every log. */
    @Override
    public String toString() {
        return "RequestOptions[%s, streaming=%s]".formatted(api, streaming);
    }
}
