package io.spillway.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.spillway.analysis.Dist;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Verdict;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.StartPhase;
import io.spillway.record.Effect;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code summary.json} as a summary. */
final class SummaryReader {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SummaryReader() {}

    static RunSummary read(String text) throws IOException {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IOException("not JSON: " + e.getOriginalMessage(), e);
        }
        String schema = root == null ? "" : root.path("schema").asText("");
        if (!schema.equals(RunSummary.SCHEMA)) {
            throw new IOException("schema is '%s', not %s".formatted(schema, RunSummary.SCHEMA));
        }
        try {
            return summary(root);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("summary is not as it should be: " + e.getMessage(), e);
        }
    }

    private static RunSummary summary(JsonNode root) throws IOException {
        return new RunSummary(
                new RunSummary.Identity(
                        string(root, "run_id"),
                        Instant.parse(string(root, "started_at")),
                        constant(RunSummary.Clock.class, string(root, "clock")),
                        required(root, "seed").longValue()),
                number(root, "duration_seconds"),
                validity(root),
                requests(required(root, "requests")),
                latency(required(root, "latency_seconds")),
                tokens(required(root, "tokens")),
                throughput(required(root, "throughput")),
                slo(root),
                replicas(root),
                scaling(root),
                stages(required(root, "stages")),
                BesideJson.read(root),
                environment(required(root, "environment")));
    }

    private static RunSummary.Validity validity(JsonNode root) throws IOException {
        var doubts = new ArrayList<String>();
        required(root, "doubts").forEach(doubt -> doubts.add(doubt.asText()));
        var verdicts = new ArrayList<Verdict>();
        for (JsonNode verdict : required(root, "verdicts")) {
            verdicts.add(
                    new Verdict(
                            string(verdict, "rule"),
                            constant(Verdict.Level.class, string(verdict, "level")),
                            string(verdict, "text")));
        }
        return new RunSummary.Validity(required(root, "valid").booleanValue(), doubts, verdicts);
    }

    private static RunSummary.Requests requests(JsonNode node) throws IOException {
        SortedMap<String, Long> causes = new TreeMap<>();
        required(node, "failures_by_cause")
                .properties()
                .forEach(cause -> causes.put(cause.getKey(), cause.getValue().longValue()));
        JsonNode excluded = node.get("excluded");
        return new RunSummary.Requests(
                count(node, "scheduled"),
                count(node, "sent"),
                count(node, "succeeded"),
                count(node, "failed"),
                causes,
                count(node, "capped"),
                count(node, "reconnects"),
                excluded == null ? null : excluded.longValue());
    }

    static RunSummary.Latency latency(JsonNode node) throws IOException {
        JsonNode ttft = node.get("ttft");
        JsonNode itl = node.get("itl");
        JsonNode tpot = node.get("tpot");
        return new RunSummary.Latency(
                ttft == null ? null : both(ttft),
                itl == null ? null : dist(itl),
                tpot == null ? null : dist(tpot),
                both(required(node, "e2e")),
                dist(required(node, "schedule_delay")));
    }

    private static RunSummary.FromBoth both(JsonNode node) throws IOException {
        return new RunSummary.FromBoth(
                dist(required(node, "from_sent")), dist(required(node, "from_intended")));
    }

    private static Dist dist(JsonNode node) throws IOException {
        if (node.isNull()) {
            return Dist.UNMEASURED;
        }
        return new Dist(
                number(node, "mean"),
                number(node, "min"),
                number(node, "p50"),
                number(node, "p90"),
                number(node, "p95"),
                number(node, "p99"),
                number(node, "max"),
                count(node, "count"));
    }

    private static RunSummary.Tokens tokens(JsonNode node) throws IOException {
        return new RunSummary.Tokens(count(node, "input"), count(node, "output"));
    }

    private static RunSummary.Throughput throughput(JsonNode node) throws IOException {
        return new RunSummary.Throughput(
                number(node, "requests_per_second"),
                number(node, "output_tokens_per_second"),
                number(node, "total_tokens_per_second"),
                node.has("goodput_requests_per_second")
                        ? Double.valueOf(number(node, "goodput_requests_per_second"))
                        : null);
    }

    private static RunSummary.@Nullable Slo slo(JsonNode parent) throws IOException {
        JsonNode node = parent.get("slo");
        if (node == null) {
            return null;
        }
        JsonNode met = required(node, "met");
        return new RunSummary.Slo(
                numbers(required(node, "targets")),
                numbers(node.path("measured")),
                number(node, "attainment"),
                met.isNull() ? null : (Boolean) met.booleanValue());
    }

    private static Map<String, Double> numbers(JsonNode node) {
        var numbers = new LinkedHashMap<String, Double>();
        node.properties()
                .forEach(
                        member ->
                                numbers.put(
                                        member.getKey(),
                                        member.getValue().isNull()
                                                ? Double.NaN
                                                : member.getValue().doubleValue()));
        return numbers;
    }

    private static RunSummary.@Nullable Replicas replicas(JsonNode parent) throws IOException {
        JsonNode node = parent.get("replicas");
        if (node == null) {
            return null;
        }
        var shares = new ArrayList<RunSummary.ReplicaShare>();
        for (JsonNode share : required(node, "by_replica")) {
            JsonNode endpoint = share.get("endpoint");
            shares.add(
                    new RunSummary.ReplicaShare(
                            new ReplicaId(string(share, "id")),
                            endpoint == null ? null : endpoint.asText(),
                            number(share, "weight"),
                            count(share, "requests"),
                            number(share, "share"),
                            number(share, "expected_share")));
        }
        return new RunSummary.Replicas(
                (int) count(node, "min"),
                (int) count(node, "max"),
                number(node, "average"),
                number(node, "ready_seconds"),
                number(node, "paid_seconds"),
                shares);
    }

    private static RunSummary.@Nullable Scaling scaling(JsonNode parent) throws IOException {
        JsonNode node = parent.get("scaling");
        if (node == null) {
            return null;
        }
        JsonNode effect = required(node, "effect");
        var events = new ArrayList<RunSummary.ScalingEvent>();
        for (JsonNode event : required(node, "events")) {
            events.add(
                    new RunSummary.ScalingEvent(
                            number(event, "at_seconds"),
                            (int) count(event, "from"),
                            (int) count(event, "to"),
                            string(event, "reason")));
        }
        return new RunSummary.Scaling(
                string(node, "policy"),
                count(node, "checks"),
                new Effect(
                        number(effect, "worst_ttft_p95"),
                        number(effect, "settled_ttft_p95"),
                        window(effect, "worst"),
                        window(effect, "settled")),
                events,
                waterfalls(required(node, "waterfalls")));
    }

    /** Documents of before they were written do not have them. */
    private static Effect.Window window(JsonNode effect, String name) throws IOException {
        String from = name + "_from_seconds";
        return effect.has(from)
                ? new Effect.Window(number(effect, from), number(effect, name + "_to_seconds"))
                : Effect.Window.UNKNOWN;
    }

    private static List<RunSummary.Waterfall> waterfalls(JsonNode list) throws IOException {
        var waterfalls = new ArrayList<RunSummary.Waterfall>();
        for (JsonNode node : list) {
            var phases = new ArrayList<RunSummary.Phase>();
            for (JsonNode phase : required(node, "phases")) {
                phases.add(
                        new RunSummary.Phase(
                                constant(StartPhase.class, string(phase, "phase")),
                                number(phase, "at_seconds")));
            }
            waterfalls.add(
                    new RunSummary.Waterfall(new ReplicaId(string(node, "replica")), phases));
        }
        return waterfalls;
    }

    private static List<RunSummary.Stage> stages(JsonNode list) throws IOException {
        var stages = new ArrayList<RunSummary.Stage>();
        for (JsonNode node : list) {
            stages.add(
                    new RunSummary.Stage(
                            (int) count(node, "index"),
                            node.has("requested_rate")
                                    ? Double.valueOf(number(node, "requested_rate"))
                                    : null,
                            number(node, "achieved_rate"),
                            number(node, "from_seconds"),
                            number(node, "to_seconds"),
                            requests(required(node, "requests")),
                            latency(required(node, "latency_seconds")),
                            throughput(required(node, "throughput")),
                            slo(node)));
        }
        return stages;
    }

    private static RunSummary.Environment environment(JsonNode node) throws IOException {
        return new RunSummary.Environment(
                string(node, "version"),
                string(node, "java"),
                (int) count(node, "cpus"),
                string(node, "os"));
    }

    static JsonNode required(JsonNode node, String key) throws IOException {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IOException("key is missing: " + key);
        }
        return value;
    }

    static String string(JsonNode node, String key) throws IOException {
        JsonNode value = required(node, key);
        if (!value.isTextual()) {
            throw new IOException("not a text: " + key);
        }
        return value.textValue();
    }

    static long count(JsonNode node, String key) throws IOException {
        JsonNode value = required(node, key);
        if (!value.isNumber()) {
            throw new IOException("not a number: " + key);
        }
        return value.longValue();
    }

    /** NaN for null. */
    static double number(JsonNode node, String key) throws IOException {
        JsonNode value = required(node, key);
        if (!value.isNumber() && !value.isNull()) {
            throw new IOException("not a number: " + key);
        }
        return value.isNull() ? Double.NaN : value.doubleValue();
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String label) {
        return Enum.valueOf(type, label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
