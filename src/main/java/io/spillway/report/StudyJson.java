package io.spillway.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.spillway.analysis.RunSummary;
import io.spillway.study.evaluate.EvaluationResult;
import io.spillway.study.evaluate.Row;
import io.spillway.study.sweep.SweepResult;

import java.io.IOException;

/**
 * The documents of studies: {@code spillway/sweep/v1} and {@code spillway/evaluation/v1}. Names are
 * those of the records in snake case, times in seconds, what could not be measured is null.
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
