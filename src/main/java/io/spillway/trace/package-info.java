/**
 * Recorded traffic: rows of time, input tokens, output tokens and prefix hashes, and the pure
 * parsers that read them.
 */
@NullMarked
package io.spillway.trace;

import org.jspecify.annotations.NullMarked;
