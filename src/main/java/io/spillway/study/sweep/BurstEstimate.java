package io.spillway.study.sweep;

import org.jspecify.annotations.Nullable;

/**
 * inference-perf's estimate, for comparison.
 *
 * @param requestsPerSecond null when it had nothing to measure
 * @param percentile of the slopes
 * @param samples of requests in flight
 * @param why it has none, in words; empty when it has one
 */
public record BurstEstimate(
        @Nullable Double requestsPerSecond, double percentile, int samples, String why) {}
