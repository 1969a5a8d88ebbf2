package io.spillway.report;

import io.spillway.analysis.Dist;
import io.spillway.analysis.Judgement;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Verdict;
import io.spillway.record.Effect;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code summary.json}, schema {@value RunSummary#SCHEMA}. What is not applicable is absent; what
 * should be there and could not be measured is null. The text is the same for the same summary on
 * every machine: key order, number format and line ends are fixed.
 */
public final class SummaryJson {
    public static final String FILE_NAME = "summary.json";

    private SummaryJson() {}

    /** The document, indented, with a line end after it. */
    public static String write(RunSummary summary) {
        return json(summary).pretty();
    }

    /** With what scaling was worth; without it where a replica's capacity is not known. */
    public static String write(RunSummary summary, @Nullable Judgement judgement) {
        Json json = json(summary);
        return (judgement == null ? json : json.put("judgement", JudgementJson.of(judgement)))
                .pretty();
    }

    /**
     * Reads a document back.
     *
     * @throws IOException when it is no JSON, of another schema, or a required key is missing; the
     *     message names the key
     */
    public static RunSummary read(String text) throws IOException {
        return SummaryReader.read(text);
    }

    static Json json(RunSummary summary) {
        RunSummary.Identity identity = summary.identity();
        var json =
                new Json()
                        .put("schema", RunSummary.SCHEMA)
                        .put("run_id", identity.runId())
                        .put(
                                "started_at",
                                DateTimeFormatter.ISO_INSTANT.format(identity.startedAt()))
                        .put("duration_seconds", summary.durationSeconds())
                        .put("clock", label(identity.clock()))
                        .put("seed", identity.seed())
                        .put("valid", summary.validity().valid())
                        .put("doubts", summary.validity().doubts())
                        .put("verdicts", verdicts(summary.validity().verdicts()))
                        .put("requests", requests(summary.requests()))
                        .put("latency_seconds", latency(summary.latency()))
                        .put(
                                "tokens",
                                new Json()
                                        .put("input", summary.tokens().input())
                                        .put("output", summary.tokens().output()))
                        .put("throughput", throughput(summary.throughput()));
        RunSummary.Slo slo = summary.slo();
        if (slo != null) {
            json.put("slo", slo(slo));
        }
        RunSummary.Replicas replicas = summary.replicas();
        if (replicas != null) {
            json.put("replicas", replicas(replicas));
        }
        RunSummary.Scaling scaling = summary.scaling();
        if (scaling != null) {
            json.put("scaling", scaling(scaling));
        }
        json.put("stages", summary.stages().stream().map(SummaryJson::stage).toList());
        BesideJson.addTo(json, summary.beside());
        return json.put("environment", environment(summary.environment()));
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<Json> verdicts(List<Verdict> verdicts) {
        var list = new ArrayList<Json>();
        for (Verdict verdict : verdicts) {
            list.add(
                    new Json()
                            .put("rule", verdict.rule())
                            .put("level", label(verdict.level()))
                            .put("text", verdict.text()));
        }
        return list;
    }

    private static Json requests(RunSummary.Requests requests) {
        return new Json()
                .put("scheduled", requests.scheduled())
                .put("sent", requests.sent())
                .put("succeeded", requests.succeeded())
                .put("failed", requests.failed())
                .put("failures_by_cause", requests.failuresByCause())
                .put("capped", requests.capped())
                .put("reconnects", requests.reconnects())
                .putIfPresent("excluded", requests.excluded());
    }

    static Json latency(RunSummary.Latency latency) {
        var json = new Json();
        RunSummary.FromBoth ttft = latency.ttft();
        if (ttft != null) {
            json.put("ttft", both(ttft));
        }
        Dist itl = latency.itl();
        if (itl != null) {
            json.put("itl", dist(itl));
        }
        Dist tpot = latency.tpot();
        if (tpot != null) {
            json.put("tpot", dist(tpot));
        }
        return json.put("e2e", both(latency.e2e()))
                .put("schedule_delay", dist(latency.scheduleDelay()));
    }

    private static Json both(RunSummary.FromBoth both) {
        return new Json()
                .put("from_sent", dist(both.fromSent()))
                .put("from_intended", dist(both.fromIntended()));
    }

    private static @Nullable Json dist(Dist dist) {
        if (!dist.isMeasured()) {
            return null;
        }
        return new Json()
                .put("mean", dist.mean())
                .put("min", dist.min())
                .put("p50", dist.p50())
                .put("p90", dist.p90())
                .put("p95", dist.p95())
                .put("p99", dist.p99())
                .put("max", dist.max())
                .put("count", dist.count());
    }

    private static Json throughput(RunSummary.Throughput throughput) {
        var json =
                new Json()
                        .put("requests_per_second", throughput.requestsPerSecond())
                        .put("output_tokens_per_second", throughput.outputTokensPerSecond())
                        .put("total_tokens_per_second", throughput.totalTokensPerSecond());
        Double goodput = throughput.goodputRequestsPerSecond();
        return goodput == null
                ? json
                : json.put("goodput_requests_per_second", goodput.doubleValue());
    }

    private static Json slo(RunSummary.Slo slo) {
        return new Json()
                .put("targets", numbers(slo.targets()))
                .put("measured", numbers(slo.measured()))
                .put("attainment", slo.attainment())
                .put("met", slo.met());
    }

    private static Map<String, @Nullable Object> numbers(Map<String, Double> values) {
        var numbers = new LinkedHashMap<String, @Nullable Object>();
        values.forEach((key, value) -> numbers.put(key, Json.decimal(value)));
        return numbers;
    }

    private static Json replicas(RunSummary.Replicas replicas) {
        var byReplica = new ArrayList<Json>();
        for (RunSummary.ReplicaShare share : replicas.byReplica()) {
            byReplica.add(
                    new Json()
                            .put("id", share.id().value())
                            .putIfPresent("endpoint", share.endpoint())
                            .put("weight", share.weight())
                            .put("requests", share.requests())
                            .put("share", share.share())
                            .put("expected_share", share.expectedShare()));
        }
        return new Json()
                .put("min", replicas.min())
                .put("max", replicas.max())
                .put("average", replicas.average())
                .put("ready_seconds", replicas.readySeconds())
                .put("paid_seconds", replicas.paidSeconds())
                .put("by_replica", byReplica);
    }

    private static Json scaling(RunSummary.Scaling scaling) {
        return new Json()
                .put("policy", scaling.policy())
                .put("checks", scaling.checks())
                .put("effect", effect(scaling.effect()))
                .put("events", scaling.events().stream().map(SummaryJson::event).toList())
                .put(
                        "waterfalls",
                        scaling.waterfalls().stream().map(SummaryJson::waterfall).toList());
    }

    private static Json effect(Effect effect) {
        return new Json()
                .put("worst_ttft_p95", effect.worstTtftP95Seconds())
                .put("worst_from_seconds", effect.worst().fromSeconds())
                .put("worst_to_seconds", effect.worst().toSeconds())
                .put("settled_ttft_p95", effect.settledTtftP95Seconds())
                .put("settled_from_seconds", effect.settled().fromSeconds())
                .put("settled_to_seconds", effect.settled().toSeconds());
    }

    private static Json event(RunSummary.ScalingEvent event) {
        return new Json()
                .put("at_seconds", event.atSeconds())
                .put("action", event.isOut() ? "scale-out" : "scale-in")
                .put("from", event.from())
                .put("to", event.to())
                .put("reason", event.reason());
    }

    private static Json waterfall(RunSummary.Waterfall waterfall) {
        var phases = new ArrayList<Json>();
        for (RunSummary.Phase phase : waterfall.phases()) {
            phases.add(
                    new Json()
                            .put("phase", phase.phase().label())
                            .put("at_seconds", phase.atSeconds()));
        }
        return new Json().put("replica", waterfall.replica().value()).put("phases", phases);
    }

    private static Json stage(RunSummary.Stage stage) {
        var json = new Json().put("index", stage.index());
        Double requested = stage.requestedRate();
        if (requested != null) {
            json.put("requested_rate", requested.doubleValue());
        }
        json.put("achieved_rate", stage.achievedRate())
                .put("from_seconds", stage.fromSeconds())
                .put("to_seconds", stage.toSeconds())
                .put("requests", requests(stage.requests()))
                .put("latency_seconds", latency(stage.latency()))
                .put("throughput", throughput(stage.throughput()));
        RunSummary.Slo slo = stage.slo();
        return slo == null ? json : json.put("slo", slo(slo));
    }

    private static Json environment(RunSummary.Environment environment) {
        return new Json()
                .put("version", environment.version())
                .put("java", environment.java())
                .put("cpus", environment.cpus())
                .put("os", environment.os());
    }
}
