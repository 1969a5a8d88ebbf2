package io.spillway.balance;

import org.jspecify.annotations.Nullable;

/**
 * The request to be routed.
 *
 * @param nowNanos run time
 * @param prefixKey hash of the prompt's leading block, 0 when there is none
 * @param sessionKey conversation, null when there is none
 */
public record Pick(long nowNanos, long prefixKey, @Nullable String sessionKey) {}
