package io.spillway.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.SloTargets;
import io.spillway.analysis.SummarySettings;
import io.spillway.analysis.VerdictInputs;
import io.spillway.fleet.ReplicaId;
import io.spillway.record.AtomicFile;
import io.spillway.record.GeneratorHealth;
import io.spillway.record.RecorderSettings;
import io.spillway.record.RunFolder;
import io.spillway.record.SloLimits;
import io.spillway.record.StagePlan;
import io.spillway.record.StatsWindow;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known when a run starts: {@value #FILE_NAME}, written first, so that the folder of a
 * process that was killed can still be summed up and judged.
 *
 * @param summary how the summary is made; the generator's health is not known yet
 * @param recorder stages, window and limits
 * @param judging null when a replica's capacity is not known
 */
public record RunStart(
        SummarySettings summary, RecorderSettings recorder, @Nullable Judging judging) {
    public static final String FILE_NAME = "run.json";

    private static final String SCHEMA = "spillway/run/v1";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Without a judgement. */
    public RunStart(SummarySettings summary, RecorderSettings recorder) {
        this(summary, recorder, null);
    }

    /** Writes the file into a folder that exists. */
    public void write(Path folder) throws IOException {
        AtomicFile.write(folder.resolve(FILE_NAME), text());
    }

    String text() {
        RunSummary.Identity identity = summary.identity();
        RunSummary.Environment environment = summary.environment();
        var endpoints = new LinkedHashMap<String, String>();
        summary.endpoints().forEach((id, endpoint) -> endpoints.put(id.value(), endpoint));
        var json =
                new Json()
                        .put("schema", SCHEMA)
                        .put("run_id", identity.runId())
                        .put("started_at", identity.startedAt().toString())
                        .put("clock", SummaryJson.label(identity.clock()))
                        .put("seed", identity.seed())
                        .put("streaming", summary.streaming())
                        .putIfPresent("policy", summary.policy())
                        .put("slo", summary.targets().byKey())
                        .put("limits_nanos", limits(recorder.limits()))
                        .put("window_nanos", window(recorder.window()))
                        .put("stages", recorder.stages().stream().map(RunStart::stage).toList())
                        .put("endpoints", endpoints)
                        .put(
                                "environment",
                                new Json()
                                        .put("version", environment.version())
                                        .put("java", environment.java())
                                        .put("cpus", environment.cpus())
                                        .put("os", environment.os()));
        if (judging != null) {
            json.put("judging", judging.json());
        }
        if (!summary.inputs().equals(VerdictInputs.NONE)) {
            json.put("verdict_inputs", VerdictInputsJson.of(summary.inputs()));
        }
        return json.pretty();
    }

    private static Json limits(SloLimits limits) {
        return new Json()
                .putIfPresent("ttft", bounded(limits.ttftNanos()))
                .putIfPresent("tpot", bounded(limits.tpotNanos()))
                .putIfPresent("itl", bounded(limits.itlNanos()))
                .putIfPresent("e2e", bounded(limits.e2eNanos()));
    }

    private static Json window(StatsWindow window) {
        return new Json()
                .put("from", window.fromNanos())
                .putIfPresent("to", bounded(window.toNanos()));
    }

    private static Json stage(StagePlan stage) {
        var json = new Json().put("index", stage.index());
        if (!Double.isNaN(stage.requestedRate())) {
            json.put("requested_rate", stage.requestedRate());
        }
        return json.put("from_nanos", stage.fromNanos())
                .putIfPresent("to_nanos", bounded(stage.toNanos()));
    }

    private static @Nullable Long bounded(long nanos) {
        return nanos == Long.MAX_VALUE ? null : nanos;
    }

    /** Reads the file of a folder; empty when it has none. */
    public static Optional<RunStart> read(RunFolder folder) throws IOException {
        Optional<String> text = folder.text(FILE_NAME);
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text.get()));
    }

    static RunStart parse(String text) throws IOException {
        JsonNode root = MAPPER.readTree(text);
        if (!root.path("schema").asText().equals(SCHEMA)) {
            throw new IOException("%s is not of schema %s".formatted(FILE_NAME, SCHEMA));
        }
        try {
            return new RunStart(settings(root), recorder(root), judging(root.path("judging")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException(
                    "%s is not as it should be: %s".formatted(FILE_NAME, e.getMessage()), e);
        }
    }

    private static SummarySettings settings(JsonNode root) {
        var targets = new LinkedHashMap<String, Double>();
        root.path("slo")
                .properties()
                .forEach(slo -> targets.put(slo.getKey(), slo.getValue().doubleValue()));
        var endpoints = new LinkedHashMap<ReplicaId, String>();
        root.path("endpoints")
                .properties()
                .forEach(
                        each ->
                                endpoints.put(
                                        new ReplicaId(each.getKey()), each.getValue().asText()));
        JsonNode environment = root.path("environment");
        return new SummarySettings(
                new RunSummary.Identity(
                        root.path("run_id").asText(),
                        Instant.parse(root.path("started_at").asText()),
                        RunSummary.Clock.valueOf(
                                root.path("clock").asText().toUpperCase(Locale.ROOT)),
                        root.path("seed").longValue()),
                new RunSummary.Environment(
                        environment.path("version").asText(),
                        environment.path("java").asText(),
                        environment.path("cpus").intValue(),
                        environment.path("os").asText()),
                new SloTargets(targets),
                root.path("streaming").booleanValue(),
                !window(root).isWhole(),
                root.has("policy") ? root.path("policy").asText() : null,
                endpoints,
                GeneratorHealth.UNMEASURED,
                VerdictInputsJson.read(root.path("verdict_inputs")));
    }

    private static @Nullable Judging judging(JsonNode node) {
        if (node.isMissingNode()) {
            return null;
        }
        return new Judging(
                node.path("capacity_per_replica").doubleValue(),
                node.path("max_replicas").intValue(),
                node.path("smoothing_seconds").intValue(),
                node.path("start_up_seconds").asDouble(Double.NaN),
                node.path("gpu_fraction").doubleValue(),
                node.path("gpu_basis").asText(),
                node.path("price_per_replica_hour").asDouble(Double.NaN));
    }

    private static RecorderSettings recorder(JsonNode root) {
        List<StagePlan> stages = new ArrayList<>();
        for (JsonNode stage : root.path("stages")) {
            stages.add(
                    new StagePlan(
                            stage.path("index").intValue(),
                            stage.path("requested_rate").asDouble(Double.NaN),
                            stage.path("from_nanos").longValue(),
                            orUnbounded(stage.path("to_nanos"))));
        }
        JsonNode limits = root.path("limits_nanos");
        return new RecorderSettings(
                stages,
                window(root),
                new SloLimits(
                        orUnbounded(limits.path("ttft")),
                        orUnbounded(limits.path("tpot")),
                        orUnbounded(limits.path("itl")),
                        orUnbounded(limits.path("e2e"))));
    }

    private static StatsWindow window(JsonNode root) {
        JsonNode window = root.path("window_nanos");
        return new StatsWindow(window.path("from").longValue(), orUnbounded(window.path("to")));
    }

    private static long orUnbounded(JsonNode nanos) {
        return nanos.asLong(Long.MAX_VALUE);
    }
}
