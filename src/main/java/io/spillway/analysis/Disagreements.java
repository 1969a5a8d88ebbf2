package io.spillway.analysis;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Where servers and load generator tell different stories. Counts may differ by one part in a
 * hundred and a warm-up request for each replica, means by a tenth and 5 ms; failed requests may
 * count at the servers or not.
 */
final class Disagreements {
    private static final double COUNT_TOLERANCE = 0.01;
    private static final double LATENCY_TOLERANCE = 0.1;
    private static final double LATENCY_SLACK_SECONDS = 0.005;

    private final ServerView server;
    private final RunSummary summary;
    private final List<String> sentences = new ArrayList<>();

    private Disagreements(ServerView server, RunSummary summary) {
        this.server = server;
        this.summary = summary;
    }

    static List<String> between(ServerView server, RunSummary summary) {
        var found = new Disagreements(server, summary);
        RunSummary.Requests requests = summary.requests();
        Long excluded = requests.excluded();
        found.requests(requests);
        // Of a window only the counts of whole runs can be compared.
        if (excluded == null || excluded == 0) {
            found.tokens("input", server.counter("prompt_tokens_total"), summary.tokens().input());
            found.tokens(
                    "output", server.counter("generation_tokens_total"), summary.tokens().output());
            RunSummary.FromBoth ttft = summary.latency().ttft();
            found.latency(
                    "TTFT", "time_to_first_token_seconds", ttft == null ? null : ttft.fromSent());
            found.latency(
                    "TPOT", "request_time_per_output_token_seconds", summary.latency().tpot());
            found.latency(
                    "end to end",
                    "e2e_request_latency_seconds",
                    summary.latency().e2e().fromSent());
        }
        return found.sentences;
    }

    private void requests(RunSummary.Requests requests) {
        double counted = server.requests();
        double slack = replicas() + COUNT_TOLERANCE * requests.succeeded();
        if (counted > requests.succeeded() + requests.failed() + slack) {
            sentences.add(
                    Words.say(
                            "the servers finished %.0f requests, %d succeeded here: somebody else"
                                    + " sent requests too",
                            counted, requests.succeeded()));
        } else if (counted < requests.succeeded() - slack) {
            sentences.add(
                    Words.say(
                            "the servers finished %.0f requests, %d succeeded here: not every"
                                    + " server was seen all the time",
                            counted, requests.succeeded()));
        }
    }

    private void tokens(String kind, double counted, long here) {
        // A warm-up request is as long as any other.
        double each = (double) here / Math.max(1, summary.requests().succeeded());
        double slack = replicas() * each + COUNT_TOLERANCE * here;
        boolean more = counted > here + slack && summary.requests().failed() == 0;
        if (more || counted < here - slack) {
            sentences.add(
                    Words.say(
                            "%s tokens: %.0f counted by the servers, %d here",
                            kind, counted, here));
        }
    }

    private void latency(String name, String key, @Nullable Dist here) {
        ServerView.Tail there = server.figures().get(key);
        if (there == null
                || here == null
                || !here.isMeasured()
                || summary.requests().failed() > 0) {
            return;
        }
        double difference = here.mean() - there.mean();
        double slack = LATENCY_SLACK_SECONDS + LATENCY_TOLERANCE * there.mean();
        if (Math.abs(difference) > slack) {
            sentences.add(
                    Words.say(
                            "%s: mean %.1f ms here, %.1f ms by the servers: %s",
                            name,
                            1e3 * here.mean(),
                            1e3 * there.mean(),
                            difference > 0
                                    ? "the rest is spent outside the engine, on the way or in a"
                                            + " proxy"
                                    : "their clock starts earlier or ends later"));
        }
    }

    private int replicas() {
        RunSummary.Replicas replicas = summary.replicas();
        return replicas == null ? 1 : replicas.byReplica().size();
    }
}
