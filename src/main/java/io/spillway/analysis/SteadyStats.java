package io.spillway.analysis;

import io.spillway.record.Measurements;
import io.spillway.record.RequestStats;

/** The steady part of a run by itself. */
public final class SteadyStats {
    private SteadyStats() {}

    /**
     * Counts and latencies of the requests intended within the window, and what finished in it.
     *
     * @param within what was measured of those requests
     */
    public static RunSummary.Steady of(
            SteadyState window, Measurements within, SummarySettings settings) {
        RequestStats stats = within.total();
        return new RunSummary.Steady(
                window.fromSeconds(),
                window.toSeconds(),
                stats.measured(),
                stats.measured() - stats.measuredSuccesses(),
                window.requestsPerSecond(),
                window.outputTokensPerSecond(),
                new StatsParts(settings).latency(stats));
    }
}
