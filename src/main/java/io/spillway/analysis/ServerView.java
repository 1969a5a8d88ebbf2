package io.spillway.analysis;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the servers said about themselves over a span of time, all replicas together. Names are
 * vLLM's without prefix, whatever the servers are; what was not measured is absent.
 *
 * @param source who told: {@link #POLLING}, or the address of a Prometheus server
 * @param seconds length of the span
 * @param counters how much they grew; of histograms under {@code <name>_count}
 * @param figures gauges over time, and what histograms observed: seconds, tokens or requests
 * @param disagreements where it differs from what was measured here, as sentences
 */
public record ServerView(
        String source,
        double seconds,
        Map<String, Double> counters,
        Map<String, Tail> figures,
        List<String> disagreements) {

    /** The replicas' own pages, read all the time. */
    public static final String POLLING = "polling";

    private static final String END_TO_END = "e2e_request_latency_seconds";

    public ServerView {
        counters = Collections.unmodifiableMap(new TreeMap<>(counters));
        figures = Collections.unmodifiableMap(new TreeMap<>(figures));
        disagreements = List.copyOf(disagreements);
    }

    /** Of histograms as fine as their buckets. */
    public record Tail(double mean, double p50, double p90, double p99) {}

    /** Requests that ended at the servers; NaN when not known. */
    public double requests() {
        return counter(END_TO_END + "_count");
    }

    /** NaN when not known. */
    public double counter(String name) {
        return counters.getOrDefault(name, Double.NaN);
    }

    /** The same, held against what was measured here. */
    public ServerView against(RunSummary summary) {
        return new ServerView(
                source, seconds, counters, figures, Disagreements.between(this, summary));
    }
}
