/**
 * The HTTP/1.1 transport on Netty: OpenAI completions and chat, server-sent events, connection
 * pools.
 *
 * <p>Threading: a request lives on one event loop from the hand-off to its last callback; pools
 * belong to their loop. Nothing here blocks.
 */
@NullMarked
package io.spillway.load.http;

import org.jspecify.annotations.NullMarked;
