package io.spillway.report;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.analysis.VerdictInputs;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Inputs of verdicts in {@value RunStart#FILE_NAME}; what is not known is absent. */
final class VerdictInputsJson {

    private VerdictInputsJson() {}

    static Json of(VerdictInputs inputs) {
        return new Json()
                .putIfPresent("sweep", json(inputs.sweep(), VerdictInputsJson::sweep))
                .putIfPresent("even_run", json(inputs.evenRun(), VerdictInputsJson::otherRun))
                .putIfPresent(
                        "synthetic_run", json(inputs.syntheticRun(), VerdictInputsJson::otherRun))
                .putIfPresent("dataset", json(inputs.dataset(), VerdictInputsJson::dataset))
                .putIfPresent("topology", json(inputs.topology(), VerdictInputsJson::topology))
                .putIfPresent("routes", json(inputs.routes(), VerdictInputsJson::routes));
    }

    private static <T> @Nullable Json json(@Nullable T input, Function<T, Json> write) {
        return input == null ? null : write.apply(input);
    }

    private static Json sweep(VerdictInputs.Sweep sweep) {
        return new Json()
                .put("requests_per_second", sweep.saturationRate())
                .put("method", sweep.method());
    }

    private static Json otherRun(VerdictInputs.OtherRun run) {
        return new Json()
                .put("ttft_p99_seconds", run.ttftP99Seconds())
                .put("requests_per_second", run.requestsPerSecond());
    }

    private static Json dataset(VerdictInputs.Dataset dataset) {
        return new Json()
                .putIfPresent("input_p50", known(dataset.inputP50()))
                .putIfPresent("input_p95", known(dataset.inputP95()))
                .putIfPresent("age_days", known(dataset.ageDays()));
    }

    private static @Nullable Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static Json topology(VerdictInputs.Topology topology) {
        return new Json()
                .putIfPresent("generator_node", topology.generatorNode())
                .putIfPresent("generator_zone", topology.generatorZone())
                .putIfPresent("server_zone", topology.serverZone())
                .putIfPresent("node_type", topology.nodeType());
    }

    private static Json routes(VerdictInputs.Routes routes) {
        return new Json()
                .put("completions", routes.completions())
                .put("chat", routes.chat())
                .put("used_completions", routes.usedCompletions())
                .put("models", routes.models())
                .putIfPresent("model", routes.model());
    }

    /** Reads what {@link #of} wrote; nothing where it wrote nothing. */
    static VerdictInputs read(JsonNode json) {
        return new VerdictInputs(
                input(json.path("sweep"), VerdictInputsJson::sweep),
                input(json.path("even_run"), VerdictInputsJson::otherRun),
                input(json.path("synthetic_run"), VerdictInputsJson::otherRun),
                input(json.path("dataset"), VerdictInputsJson::dataset),
                input(json.path("topology"), VerdictInputsJson::topology),
                input(json.path("routes"), VerdictInputsJson::routes));
    }

    private static <T> @Nullable T input(JsonNode json, Function<JsonNode, T> read) {
        return json.isObject() ? read.apply(json) : null;
    }

    private static VerdictInputs.Sweep sweep(JsonNode json) {
        return new VerdictInputs.Sweep(
                json.path("requests_per_second").doubleValue(), json.path("method").asText());
    }

    private static VerdictInputs.OtherRun otherRun(JsonNode json) {
        return new VerdictInputs.OtherRun(
                json.path("ttft_p99_seconds").doubleValue(),
                json.path("requests_per_second").doubleValue());
    }

    private static VerdictInputs.Dataset dataset(JsonNode json) {
        return new VerdictInputs.Dataset(
                json.path("input_p50").asDouble(Double.NaN),
                json.path("input_p95").asDouble(Double.NaN),
                json.path("age_days").asDouble(Double.NaN));
    }

    private static VerdictInputs.Topology topology(JsonNode json) {
        return new VerdictInputs.Topology(
                text(json, "generator_node"),
                text(json, "generator_zone"),
                text(json, "server_zone"),
                text(json, "node_type"));
    }

    private static @Nullable String text(JsonNode json, String key) {
        return json.has(key) ? json.path(key).asText() : null;
    }

    private static VerdictInputs.Routes routes(JsonNode json) {
        List<String> models = new ArrayList<>();
        json.path("models").forEach(model -> models.add(model.asText()));
        return new VerdictInputs.Routes(
                json.path("completions").booleanValue(),
                json.path("chat").booleanValue(),
                json.path("used_completions").booleanValue(),
                models,
                text(json, "model"));
    }
}
