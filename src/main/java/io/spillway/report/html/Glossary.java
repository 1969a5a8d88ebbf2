package io.spillway.report.html;

import java.util.LinkedHashMap;
import java.util.Map;

/** The words of a run's page that are not everybody's. */
final class Glossary {
    private static final Map<String, String> WORDS = words();

    private Glossary() {}

    private static Map<String, String> words() {
        var words = new LinkedHashMap<String, String>();
        words.put("TTFT", "Time to first token: from when a request was due to its first text.");
        words.put("ITL", "Inter-token latency: the gap between two pieces of text in a row.");
        words.put("TPOT", "Time per output token: the rest of an answer, by its tokens.");
        words.put("end to end", "From when a request was due to the end of its answer.");
        words.put("p50, p95, p99", "So many per cent of the values are at most this.");
        words.put(
                "due, send delay",
                "When a request should have been sent, and how much later it was.");
        words.put("held", "Waiting in the load generator because no replica was ready.");
        words.put(
                "within limits",
                "A request that did not fail and stayed, by itself, within the limit of every objective on its latency.");
        words.put("replica-second", "One replica, asked for and not yet gone, for one second.");
        words.put("oracle", "The cheapest fleet for this load, had it been known beforehand.");
        words.put(
                "demand",
                "Replicas that the load of a second needs, by what one replica can serve.");
        words.put(
                "weight",
                "How much of the new requests a replica is to get, beside the weights of the others; only their ratio counts.");
        words.put("slow start", "A new replica's weight grows to its own over some seconds.");
        words.put("draining", "A replica that gets no new requests and finishes those it has.");
        words.put("scale-out, scale-in", "Asking for more replicas, or for fewer.");
        words.put("signal", "The figure that the policy decided on at a check.");
        words.put(
                "jitter, instability, deviation",
                "How restless supply was beside demand, how often it did not move with it, and all misses in one number (Herbst and others, 2013 and later); 0 is perfect.");
        return words;
    }

    static void addTo(Html page) {
        page.open("dl", "class", "glossary").line();
        WORDS.forEach(
                (word, meaning) -> {
                    page.open("div");
                    page.element("dt", word).element("dd", meaning);
                    page.close("div").line();
                });
        page.close("dl").line();
    }
}
