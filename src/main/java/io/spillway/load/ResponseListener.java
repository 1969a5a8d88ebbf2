package io.spillway.load;

import io.spillway.fleet.FailureCause;

/**
 * Hears what becomes of one request. All times are run time in nanoseconds, stamped where they
 * happened.
 */
public interface ResponseListener {

    /** The first byte of the request was handed to the socket. */
    void sent(long nanos);

    /**
     * The connection was reset before any response byte and the request re-sent once on a fresh
     * one.
     */
    default void reconnected() {}

    /** The first event of the stream arrived, whether or not it carries text. */
    default void firstChunk(long nanos) {}

    /** An event that carries text arrived. */
    void text(long nanos);

    /** An event arrived with a token that shows no text: half of a character, a special token. */
    default void silentToken(long nanos) {}

    /**
     * Bulk form for models that account inter-token gaps themselves: {@code count} further events
     * with text, the last at {@code lastNanos}, the widest gap among them {@code maxGapNanos}.
     */
    default void texts(int count, long lastNanos, long maxGapNanos) {}

    /** The response is complete and valid. */
    void completed(long nanos, Usage usage);

    /** The request failed. */
    void failed(long nanos, FailureCause cause);

    /**
     * Tokens as the server counted them.
     *
     * @param promptTokens -1 when the server did not say
     * @param outputTokens -1 when the server did not say
     * @param cachedTokens prompt tokens served from its prefix cache, -1 when it did not say
     */
    record Usage(int promptTokens, int outputTokens, int cachedTokens) {
        public static final Usage UNKNOWN = new Usage(-1, -1, -1);
    }
}
