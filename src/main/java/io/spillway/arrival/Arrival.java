package io.spillway.arrival;

/**
 * One intended request.
 *
 * @param atNanos intended send time, since the load began
 * @param stage index of the load stage it belongs to
 * @param index position in the whole load, from 0; for a trace, the row's position in its window
 */
public record Arrival(long atNanos, int stage, long index) {}
