package io.spillway.record;

/**
 * Requests of one replica.
 *
 * @param sent requests sent to it
 * @param expected requests its share of the traffic, integrated over time, would have made
 */
public record ReplicaCounts(long sent, double expected) {}
