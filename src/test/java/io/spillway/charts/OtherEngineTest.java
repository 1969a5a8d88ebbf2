package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** The same values run inference-perf. */
class OtherEngineTest {

    private static Chart chart(String scenario) {
        return Chart.benchmark("test")
                .set("benchmark.engine=inference-perf", "benchmark.scenario=" + scenario);
    }

    @Test
    void itsOwnImageRunsItsOwnCommand() {
        Rendered rendered = chart("baseline").render();

        assertEquals(
                "quay.io/inference-perf/inference-perf:v0.6.1",
                rendered.container().path("image").asText());
        String args = String.join(" ", Rendered.texts(rendered.container().path("args")));
        assertTrue(args.endsWith("inference-perf --config_file /workspace/config.yml"), args);
        JsonNode config = rendered.configTree();
        for (String key : List.of("name", "seed", "slo", "fleet", "scaling", "metrics")) {
            assertFalse(config.has(key), key);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "baseline, 301",
        "saturation, 13501",
        "production, 9001",
        // Stages are unknown beforehand: the probe's rate for a stage's time.
        "sweep, 72001"
    })
    void thereAreAsManyPromptsAsRequests(String scenario, int count) {
        JsonNode data = chart(scenario).render().configTree().path("data");

        assertEquals(count, data.at("/input_distribution/total_count").asInt());
        assertEquals(count, data.at("/output_distribution/total_count").asInt());
    }

    @Test
    void whatItCannotDoIsRefusedBeforeTheRun() {
        assertTrue(chart("baseline").set("benchmark.api.type=chat").refusal().contains("data set"));
        assertTrue(
                chart("sweep")
                        .set("benchmark.image.tag=v0.2.0")
                        .refusal()
                        .contains("v0.2 ends with an error on a sweep"));
        assertTrue(chart("autoscale").refusal().contains("benchmark.engine=native"));
        assertTrue(chart("baseline").set("benchmark.slo.ttftP95Ms=5").refusal().contains("native"));
        assertFalse(chart("sweep").render().configTree().at("/load/sweep").has("estimator"));
    }

    @Test
    void packagesAreInstalledBeforeTheRun() {
        Rendered rendered =
                chart("baseline")
                        .set(
                                "benchmark.dependencies.auto=true",
                                "benchmark.dependencies.packages[0]=tiktoken==0.9.0",
                                "benchmark.target.tokenizerPath=mistralai/Mistral-7B-v0.3")
                        .render();

        JsonNode install = rendered.podSpec().at("/initContainers/0");
        assertEquals(
                List.of("sentencepiece==0.2.0", "protobuf==5.29.2", "tiktoken==0.9.0"),
                Rendered.texts(install.path("args")));
        assertEquals(
                "/dependencies",
                Rendered.env(rendered.container()).get("PYTHONPATH").path("value").asText());
        assertTrue(
                chart("baseline")
                        .set("benchmark.dependencies.auto=true")
                        .render()
                        .podSpec()
                        .at("/initContainers/0/name")
                        .asText()
                        .equals("preflight"));
    }
}
