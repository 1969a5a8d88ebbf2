/**
 * What replicas say about themselves: the exposition parser and name tables (pure), the poller and
 * the health probe (adapters).
 */
@NullMarked
package io.spillway.metrics;

import org.jspecify.annotations.NullMarked;
