package io.spillway.report.html;

import io.spillway.analysis.Dist;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.ServerView;
import io.spillway.report.Figures;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/** The steady part of a run, and what the servers say beside what was measured here. */
final class ServerTables {
    private ServerTables() {}

    static void addTo(Html page, RunSummary summary) {
        RunSummary.Beside beside = summary.beside();
        long succeeded = summary.requests().succeeded();
        RunSummary.Steady steady = beside.steady();
        if (steady != null) {
            steady(steady).addTo(page);
        }
        int number = 0;
        for (ServerView server : beside.servers()) {
            server(server, "servers-" + number++).addTo(page);
            page.element("p", ServerNote.of(server, succeeded), "class", "muted").line();
            for (String sentence : server.disagreements()) {
                page.element("p", sentence, "class", "muted").line();
            }
        }
    }

    private static Table steady(RunSummary.Steady steady) {
        var table =
                new Table(
                                "steady",
                                "Steady state, %s to %s: %s requests/s, %s output tokens/s"
                                        .formatted(
                                                Figures.at(steady.fromSeconds()),
                                                Figures.at(steady.toSeconds()),
                                                Figures.number(steady.requestsPerSecond()),
                                                Figures.number(steady.outputTokensPerSecond())))
                        .words("")
                        .figures("mean", "p50", "p90", "p99");
        RunSummary.FromBoth ttft = steady.latency().ttft();
        dist(table, "TTFT", ttft == null ? null : ttft.fromIntended());
        dist(table, "ITL", steady.latency().itl());
        dist(table, "TPOT", steady.latency().tpot());
        dist(table, "end to end", steady.latency().e2e().fromIntended());
        return table;
    }

    private static void dist(Table table, String name, @Nullable Dist dist) {
        if (dist != null) {
            table.row(name).latency(dist.mean()).latency(dist.p50());
            table.latency(dist.p90()).latency(dist.p99());
        }
    }

    private static Table server(ServerView server, String id) {
        var table =
                new Table(
                                id,
                                "What the servers say (%s): %s requests, %s tokens in, %s out"
                                        .formatted(
                                                server.source(),
                                                count(server.requests()),
                                                count(server.counter("prompt_tokens_total")),
                                                count(server.counter("generation_tokens_total"))))
                        .words("")
                        .figures("mean", "p50", "p90", "p99");
        latencies()
                .forEach(
                        (key, name) -> {
                            ServerView.Tail tail = server.figures().get(key);
                            if (tail != null) {
                                table.row(name).latency(tail.mean()).latency(tail.p50());
                                table.latency(tail.p90()).latency(tail.p99());
                            }
                        });
        levels(table, "requests waiting", server.figures().get("num_requests_waiting"));
        levels(table, "requests running", server.figures().get("num_requests_running"));
        levels(table, "KV cache in use, of 1", server.figures().get("kv_cache_usage_perc"));
        return table;
    }

    private static Map<String, String> latencies() {
        var names = new LinkedHashMap<String, String>();
        names.put("time_to_first_token_seconds", "TTFT");
        names.put("inter_token_latency_seconds", "ITL");
        names.put("request_time_per_output_token_seconds", "TPOT");
        names.put("e2e_request_latency_seconds", "end to end");
        names.put("request_queue_time_seconds", "in the engine's queue");
        return names;
    }

    private static void levels(Table table, String name, ServerView.@Nullable Tail tail) {
        if (tail != null) {
            table.row(name).number(tail.mean()).number(tail.p50());
            table.number(tail.p90()).number(tail.p99());
        }
    }

    private static String count(double value) {
        return Double.isNaN(value) ? Figures.UNKNOWN : Figures.count(Math.round(value));
    }
}
