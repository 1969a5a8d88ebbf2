package io.spillway.report;

import io.spillway.analysis.Dist;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.ServerView;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/** The steady part of a run, and what the servers say of it, on the console. */
final class BesideText {
    private static final int INDENT = 2;

    private BesideText() {}

    /** What the servers' figures of latency are called here, in reading order. */
    static Map<String, String> latencies() {
        var names = new LinkedHashMap<String, String>();
        names.put("time_to_first_token_seconds", "TTFT");
        names.put("inter_token_latency_seconds", "ITL");
        names.put("request_time_per_output_token_seconds", "TPOT");
        names.put("e2e_request_latency_seconds", "End to end");
        names.put("request_queue_time_seconds", "in the queue");
        return names;
    }

    static String of(RunSummary.Beside beside, Style style) {
        var out = new StringBuilder();
        RunSummary.Steady steady = beside.steady();
        if (steady != null) {
            steady(out, steady, style);
        }
        for (ServerView server : beside.servers()) {
            server(out, server, style);
        }
        return out.toString();
    }

    private static void steady(StringBuilder out, RunSummary.Steady steady, Style style) {
        out.append('\n').append(style.strong("Steady state"));
        out.append(
                Figures.say(
                        " %s to %s: %s requests/s, %s output tokens/s, %s failed\n",
                        Figures.at(steady.fromSeconds()),
                        Figures.at(steady.toSeconds()),
                        Figures.number(steady.requestsPerSecond()),
                        Figures.number(steady.outputTokensPerSecond()),
                        Figures.count(steady.failed())));
        RunSummary.FromBoth ttft = steady.latency().ttft();
        var table = new TextTable(style, false, "Latency", "mean", "p50", "p90", "p99");
        row(table, "TTFT", ttft == null ? null : ttft.fromIntended());
        row(table, "ITL", steady.latency().itl());
        row(table, "TPOT", steady.latency().tpot());
        row(table, "End to end", steady.latency().e2e().fromIntended());
        table.render(out);
    }

    private static void row(TextTable table, String name, @Nullable Dist dist) {
        if (dist != null) {
            table.row(
                    name,
                    Figures.latency(dist.mean()),
                    Figures.latency(dist.p50()),
                    Figures.latency(dist.p90()),
                    Figures.latency(dist.p99()));
        }
    }

    private static void server(StringBuilder out, ServerView server, Style style) {
        out.append('\n').append(style.strong("The servers say"));
        out.append(
                Figures.say(
                        " (%s): %s requests finished, %s tokens in, %s out\n",
                        Printable.line(server.source()),
                        count(server.requests()),
                        count(server.counter("prompt_tokens_total")),
                        count(server.counter("generation_tokens_total"))));
        var table = new TextTable(style, false, "Latency", "mean", "p50", "p90", "p99");
        boolean any = false;
        for (Map.Entry<String, String> name : latencies().entrySet()) {
            ServerView.Tail tail = server.figures().get(name.getKey());
            if (tail != null) {
                any = true;
                table.row(
                        name.getValue(),
                        Figures.latency(tail.mean()),
                        Figures.latency(tail.p50()),
                        Figures.latency(tail.p90()),
                        Figures.latency(tail.p99()));
            }
        }
        if (any) {
            table.render(out);
        }
        for (String sentence : server.disagreements()) {
            TextTable.wrap(Printable.line(sentence), TextTable.WIDTH - INDENT)
                    .forEach(line -> out.repeat(" ", INDENT).append(style.warn(line)).append('\n'));
        }
    }

    private static String count(double value) {
        return Double.isNaN(value) ? Figures.UNKNOWN : Figures.count(Math.round(value));
    }
}
