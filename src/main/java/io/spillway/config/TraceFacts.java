package io.spillway.config;

import java.time.Duration;

/**
 * What the selected rows of a trace come to.
 *
 * @param duration of the replay, its speed applied
 */
public record TraceFacts(long requests, Duration duration, long inputTokens, long outputTokens) {}
