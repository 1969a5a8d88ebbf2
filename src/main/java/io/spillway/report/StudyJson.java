package io.spillway.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Scalability;
import io.spillway.study.compare.Difference;
import io.spillway.study.compare.PairedRuns;
import io.spillway.study.compare.SizeComparison;
import io.spillway.study.compare.SizesResult;
import io.spillway.study.evaluate.EvaluationResult;
import io.spillway.study.evaluate.Row;
import io.spillway.study.scenario.Scenario;
import io.spillway.study.sweep.SweepResult;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * The documents of studies: {@code spillway/sweep/v1}, {@code spillway/evaluation/v1}, {@code
 * spillway/comparison/v1} and {@code spillway/scenario/v1}. Names are those of the records in snake
 * case, times in seconds, what could not be measured is null.
 */
public final class StudyJson {

    private static final ObjectMapper MAPPER =
            new ObjectMapper()
                    .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .registerModule(module());

    private StudyJson() {}

    public static String of(SweepResult result) {
        ObjectNode document = MAPPER.createObjectNode().put("schema", SweepResult.SCHEMA);
        document.setAll((ObjectNode) MAPPER.valueToTree(result));
        return text(document);
    }

    public static String of(EvaluationResult result) {
        ObjectNode document = MAPPER.createObjectNode().put("schema", EvaluationResult.SCHEMA);
        document.setAll((ObjectNode) MAPPER.valueToTree(result));
        document.set("static", document.remove("statics"));
        return text(document);
    }

    /** Sizes: {@code kind} is {@code sizes}. */
    public static String of(SizesResult result) {
        ObjectNode document =
                MAPPER.createObjectNode().put("schema", SizesResult.SCHEMA).put("kind", "sizes");
        document.setAll((ObjectNode) MAPPER.valueToTree(result));
        switch (result.scalability()) {
            case Scalability.Fitted fitted ->
                    document.putObject("scalability")
                            .put("alpha", fitted.alpha())
                            .put("beta", fitted.beta())
                            .put("gamma", fitted.gamma())
                            .set("peak", MAPPER.valueToTree(fitted.peak()));
            case Scalability.Refused refused ->
                    document.putObject("scalability").put("refused", refused.reason());
        }
        return text(document);
    }

    /** Finished runs: {@code kind} is {@code runs}. */
    public static String of(ComparedRuns runs) {
        ObjectNode document =
                MAPPER.createObjectNode().put("schema", SizesResult.SCHEMA).put("kind", "runs");
        ArrayNode sides = document.putArray("sides");
        for (ComparedRuns.Side side : runs.sides()) {
            ObjectNode node = sides.addObject();
            node.setAll((ObjectNode) MAPPER.valueToTree(side.results()));
            RunSummary own = side.own();
            RunSummary.Slo slo = own == null ? null : own.slo();
            RunSummary.Replicas replicas = own == null ? null : own.replicas();
            if (slo != null) {
                node.put("attainment", slo.attainment());
            }
            if (replicas != null) {
                node.put("paid_seconds", replicas.paidSeconds());
            }
            PairedRuns paired = side.paired();
            if (paired != null) {
                node.put("pairs", paired.pairs());
                node.set("differences", differences(paired));
                if (!paired.why().isEmpty()) {
                    node.put("not_paired", paired.why());
                }
            }
        }
        return text(document);
    }

    /** A scenario: {@code spillway/scenario/v1}, the summary of each variant and sentences. */
    public static String of(Scenario scenario, List<ScenarioText.Told> told) {
        ObjectNode document =
                MAPPER.createObjectNode()
                        .put("schema", "spillway/scenario/v1")
                        .put("scenario", scenario.name());
        ArrayNode variants = document.putArray("variants");
        for (ScenarioText.Told each : told) {
            ObjectNode node = variants.addObject().put("name", each.variant().name());
            node.set("summary", MAPPER.valueToTree(each.data().summary()));
            node.set("targets", MAPPER.valueToTree(RunFindings.targets(each.data())));
            node.set("findings", MAPPER.valueToTree(RunFindings.of(each.data())));
        }
        document.set("conclusions", MAPPER.valueToTree(ScenarioText.conclusions(scenario, told)));
        return text(document);
    }

    private static ArrayNode differences(PairedRuns paired) {
        ArrayNode nodes = MAPPER.createArrayNode();
        for (Difference difference : paired.differences()) {
            ObjectNode node = nodes.addObject().put("figure", difference.figure());
            node.set("reference", MAPPER.valueToTree(difference.reference()));
            node.set("change", MAPPER.valueToTree(difference.change()));
            node.set("low", MAPPER.valueToTree(difference.low()));
            node.set("high", MAPPER.valueToTree(difference.high()));
            node.set("wilcoxon_p", MAPPER.valueToTree(difference.paired().wilcoxonP()));
            node.put("stretches", difference.paired().pairs());
            node.put("real", difference.isReal());
        }
        return nodes;
    }

    private static String text(ObjectNode document) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree is always written", impossible);
        }
    }

    private static SimpleModule module() {
        var module = new SimpleModule();
        var numbers =
                new JsonSerializer<Double>() {
                    @Override
                    public void serialize(
                            Double value, JsonGenerator out, SerializerProvider provider)
                            throws IOException {
                        if (value.isNaN() || value.isInfinite()) {
                            out.writeNull();
                        } else {
                            out.writeNumber(value);
                        }
                    }
                };
        module.addSerializer(Double.class, numbers);
        module.addSerializer(double.class, numbers);
        module.addSerializer(Row.class, rows());
        module.addSerializer(
                SizeComparison.At.class,
                new JsonSerializer<SizeComparison.At>() {
                    @Override
                    public void serialize(
                            SizeComparison.At value, JsonGenerator out, SerializerProvider provider)
                            throws IOException {
                        out.writeString(value.name().toLowerCase(Locale.ROOT));
                    }
                });
        module.addSerializer(
                RunSummary.class,
                new JsonSerializer<RunSummary>() {
                    @Override
                    public void serialize(
                            RunSummary value, JsonGenerator out, SerializerProvider provider)
                            throws IOException {
                        out.writeRawValue(SummaryJson.write(value).strip());
                    }
                });
        return module;
    }

    /** The shape that scripts know: the setting flattened, units as in {@code slo} keys. */
    private static JsonSerializer<Row> rows() {
        return new JsonSerializer<>() {
            @Override
            public void serialize(Row row, JsonGenerator out, SerializerProvider provider)
                    throws IOException {
                out.writeStartObject();
                out.writeStringField("policy", row.setting().policy());
                provider.defaultSerializeField("params", row.setting().varied(), out);
                provider.defaultSerializeField("attainment", row.attainment(), out);
                provider.defaultSerializeField("replica_seconds", row.replicaSeconds(), out);
                provider.defaultSerializeField("ttft_p95", row.ttftP95Seconds(), out);
                provider.defaultSerializeField("per_seed", row.perSeed(), out);
                out.writeBooleanField("pareto", row.pareto());
                out.writeEndObject();
            }
        };
    }
}
