package io.spillway.record;

/**
 * What scaling did to TTFT, counted from the intended send time; seconds, NaN when nothing was
 * measured.
 *
 * @param worstTtftP95Seconds the 95th percentile of the worst five seconds: of all windows of five
 *     whole seconds since the start of the load, by intended time, the largest
 * @param settledTtftP95Seconds the 95th percentile of requests intended in the last ten seconds
 *     before the load falls for good
 */
public record Effect(double worstTtftP95Seconds, double settledTtftP95Seconds) {}
