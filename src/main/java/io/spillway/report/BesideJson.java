package io.spillway.report;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.ServerView;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code steady_state} and {@code server_side} of {@code summary.json}, both ways. */
final class BesideJson {
    private BesideJson() {}

    static void addTo(Json json, RunSummary.Beside beside) {
        RunSummary.Steady steady = beside.steady();
        if (steady != null) {
            json.put("steady_state", steady(steady));
        }
        if (!beside.servers().isEmpty()) {
            json.put("server_side", beside.servers().stream().map(BesideJson::server).toList());
        }
    }

    private static Json steady(RunSummary.Steady steady) {
        return new Json()
                .put("from_seconds", steady.fromSeconds())
                .put("to_seconds", steady.toSeconds())
                .put("requests", steady.requests())
                .put("failed", steady.failed())
                .put("requests_per_second", steady.requestsPerSecond())
                .put("output_tokens_per_second", steady.outputTokensPerSecond())
                .put("latency_seconds", SummaryJson.latency(steady.latency()));
    }

    private static Json server(ServerView server) {
        var counters = new Json();
        server.counters().forEach((name, grown) -> counters.put(name, grown.doubleValue()));
        var figures = new Json();
        server.figures()
                .forEach(
                        (name, tail) ->
                                figures.put(
                                        name,
                                        new Json()
                                                .put("mean", tail.mean())
                                                .put("p50", tail.p50())
                                                .put("p90", tail.p90())
                                                .put("p99", tail.p99())));
        return new Json()
                .put("source", server.source())
                .put("seconds", server.seconds())
                .put("counters", counters)
                .put("figures", figures)
                .put("disagreements", server.disagreements());
    }

    static RunSummary.Beside read(JsonNode root) throws IOException {
        var servers = new ArrayList<ServerView>();
        for (JsonNode server : root.path("server_side")) {
            servers.add(server(server));
        }
        return new RunSummary.Beside(steady(root.get("steady_state")), servers);
    }

    private static RunSummary.@Nullable Steady steady(@Nullable JsonNode node) throws IOException {
        if (node == null) {
            return null;
        }
        return new RunSummary.Steady(
                SummaryReader.number(node, "from_seconds"),
                SummaryReader.number(node, "to_seconds"),
                SummaryReader.count(node, "requests"),
                SummaryReader.count(node, "failed"),
                SummaryReader.number(node, "requests_per_second"),
                SummaryReader.number(node, "output_tokens_per_second"),
                SummaryReader.latency(SummaryReader.required(node, "latency_seconds")));
    }

    private static ServerView server(JsonNode node) throws IOException {
        Map<String, Double> counters = new LinkedHashMap<>();
        JsonNode counted = SummaryReader.required(node, "counters");
        for (Map.Entry<String, JsonNode> counter : counted.properties()) {
            counters.put(counter.getKey(), SummaryReader.number(counted, counter.getKey()));
        }
        Map<String, ServerView.Tail> figures = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> figure :
                SummaryReader.required(node, "figures").properties()) {
            JsonNode tail = figure.getValue();
            figures.put(
                    figure.getKey(),
                    new ServerView.Tail(
                            SummaryReader.number(tail, "mean"),
                            SummaryReader.number(tail, "p50"),
                            SummaryReader.number(tail, "p90"),
                            SummaryReader.number(tail, "p99")));
        }
        List<String> disagreements = new ArrayList<>();
        node.path("disagreements").forEach(each -> disagreements.add(each.asText()));
        return new ServerView(
                SummaryReader.string(node, "source"),
                SummaryReader.number(node, "seconds"),
                counters,
                figures,
                disagreements);
    }
}
