package io.spillway.load;

import io.spillway.prompt.Prompt;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One request, as handed to a transport.
 *
 * @param index position in the load; negative for uncounted warm-up requests
 * @param stage index of its load stage
 * @param model the model name to send, already chosen where traffic is split
 * @param options what is the same for all requests of a run
 * @param headers extra headers of this request alone
 */
public record InferenceRequest(
        long index,
        int stage,
        Prompt prompt,
        @Nullable String model,
        RequestOptions options,
        Map<String, String> headers) {}
