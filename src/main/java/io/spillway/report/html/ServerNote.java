package io.spillway.report.html;

import io.spillway.analysis.ServerView;
import io.spillway.report.Figures;

/** How to read what servers say beside what was measured here. */
final class ServerNote {
    private ServerNote() {}

    /** Sentences, with the difference in requests where there is one. */
    static String of(ServerView server, long succeeded) {
        String counts =
                "Counts are those of the last look at each server (%s), warm-up requests included%s."
                        .formatted(
                                server.source().equals(ServerView.POLLING)
                                        ? "its metrics page, polled"
                                        : "scraped by Prometheus",
                                difference(Math.round(server.requests()) - succeeded, server));
        return counts
                + " Percentiles are interpolated within the buckets of the servers' histograms:"
                + " where a bucket is wide they can be far from the measured ones, above the"
                + " longest, or longer in the queue than to the first token (vLLM's first bucket"
                + " for the queue and end to end ends at 300 ms). The means are exact.";
    }

    private static String difference(long more, ServerView server) {
        if (Double.isNaN(server.requests()) || more == 0) {
            return "";
        }
        return more > 0
                ? ": %s more than succeeded here".formatted(Figures.count(more))
                : ": %s fewer than succeeded here, for what ended after that look is not in them"
                        .formatted(Figures.count(-more));
    }
}
