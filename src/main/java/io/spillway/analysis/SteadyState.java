package io.spillway.analysis;

import io.spillway.record.SecondRow;
import io.spillway.record.StatsWindow;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The part of a run in which the servers were kept busy: from the first to the last second that
 * ends with at least nine tenths of the usual peak of requests in flight (their 90th percentile
 * over the run). The ramp before and the tail of stragglers after are left out.
 *
 * @param fromSeconds run time
 * @param toSeconds run time
 * @param requestsPerSecond successes that ended in it
 */
public record SteadyState(
        double fromSeconds,
        double toSeconds,
        double requestsPerSecond,
        double outputTokensPerSecond) {

    /** Null when the load was never held up for two seconds. */
    public static @Nullable SteadyState find(List<SecondRow> series) {
        int[] sorted = series.stream().mapToInt(row -> row.counts().inFlight()).sorted().toArray();
        if (sorted.length < 2) {
            return null;
        }
        double enough = 0.9 * sorted[(int) Math.ceil(0.9 * sorted.length) - 1];
        int first = -1;
        int last = -1;
        for (int i = 0; i < series.size(); i++) {
            int inFlight = series.get(i).counts().inFlight();
            if (inFlight > 0 && inFlight >= enough) {
                first = first < 0 ? i : first;
                last = i;
            }
        }
        return last > first ? between(series, first, last) : null;
    }

    /** The requests intended in it, counted from the start of the load. */
    public StatsWindow since(long loadStartNanos) {
        long from = Math.max(0, Math.round(fromSeconds * 1e9) - loadStartNanos);
        long to = Math.round(toSeconds * 1e9) - loadStartNanos;
        return new StatsWindow(from, Math.max(to, from + 1));
    }

    private static SteadyState between(List<SecondRow> series, int first, int last) {
        long finished = 0;
        long tokens = 0;
        for (SecondRow row : series.subList(first + 1, last + 1)) {
            finished += row.counts().finished();
            tokens += row.counts().outputTokens();
        }
        double from = series.get(first).atNanos() / 1e9;
        double to = series.get(last).atNanos() / 1e9;
        return new SteadyState(from, to, finished / (to - from), tokens / (to - from));
    }
}
