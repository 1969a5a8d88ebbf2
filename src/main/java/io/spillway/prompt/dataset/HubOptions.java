package io.spillway.prompt.dataset;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where and how a hub is asked.
 *
 * @param endpoint such as {@link #DEFAULT_ENDPOINT}, or what {@code HF_ENDPOINT} says
 * @param token sent to the endpoint alone, never to where it redirects; null for none
 * @param cache directory for what has been fetched
 * @param answerWithin for each answer to begin; beyond it the hub counts as offline
 * @param stallAfter without a byte, a download counts as dead
 */
public record HubOptions(
        URI endpoint,
        @Nullable String token,
        Path cache,
        Duration answerWithin,
        Duration stallAfter) {

    public static final URI DEFAULT_ENDPOINT = URI.create("https://huggingface.co");

    public HubOptions {
        boolean http = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        if (!http || endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "the hub's endpoint must be an http or https URL, not " + endpoint);
        }
    }

    /** Answers within 5 s, no stall longer than 30 s. */
    public static HubOptions of(URI endpoint, @Nullable String token, Path cache) {
        return new HubOptions(
                endpoint, token, cache, Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    /** The place of a file in the cache. */
    Path cached(HubFile file) {
        return cache.resolve(file.cachePath());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HubOptions[%s, cache=%s]".formatted(endpoint, cache);
    }
}
