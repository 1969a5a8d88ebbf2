package io.spillway.load;

import io.spillway.prompt.Prompt;

import org.jspecify.annotations.Nullable;

import java.util.function.LongFunction;

/**
 * How a driver sends.
 *
 * @param options what all requests have in common
 * @param models the model name of the request with this index; null leaves it to the transport
 * @param sessionHeader carries the conversation of a prompt that has one; null for none
 * @param maxInFlight the cap; {@link Integer#MAX_VALUE} for none. Reaching it is counted: it turns
 *     an open loop into a closed one
 * @param holdNanos how long a request waits for a replica before it fails as {@code no-replica}
 * @param warmUp the prompt of the uncounted request a new replica gets
 */
public record DriverSettings(
        RequestOptions options,
        LongFunction<@Nullable String> models,
        @Nullable String sessionHeader,
        int maxInFlight,
        long holdNanos,
        Prompt warmUp) {

    public DriverSettings {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight is below 1: " + maxInFlight);
        }
        if (holdNanos < 0) {
            throw new IllegalArgumentException("holdNanos is negative: " + holdNanos);
        }
    }
}
