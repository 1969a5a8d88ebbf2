package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What holds for every chart of the tree. */
class ChartQualityTest {

    static Stream<Path> charts() {
        return Stream.of(Chart.VLLM_SERVER, Chart.BENCHMARK);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void strictLintPasses(Path chart) {
        LintResult result = new Helm(chart).lint().strict().call();

        assertFalse(result.isFailed(), () -> String.join("\n", result.getMessages()));
    }

    @ParameterizedTest
    @CsvSource({
        "vllm-server, modelPath",
        "vllm-server, server.modelpath",
        "vllm-server, server.service.targetport",
        "vllm-server, probes.startup.periodSecond",
        "vllm-server, autoscaling.keda.treshold",
        "benchmark-charts, scenario",
        "benchmark-charts, benchmark.scenarioo",
        "benchmark-charts, benchmark.storage.s3.bucket",
        "benchmark-charts, benchmark.scenarios.baseline.load.stages[0].rps",
        "benchmark-charts, benchmark.resources.request",
        "benchmark-charts, benchmark.slo.ttftP95"
    })
    void anUnknownValueIsRefusedByName(String chart, String key) {
        Chart release =
                chart.equals("vllm-server")
                        ? Chart.server("x").set("server.modelPath=m")
                        : Chart.benchmark("x");

        String refusal = release.set(key + "=1").refusal();

        String name = key.substring(key.lastIndexOf('.') + 1);
        assertTrue(refusal.contains("'" + name + "' not allowed"), refusal);
    }

    @ParameterizedTest
    @CsvSource({
        "server.port=http, /server/port",
        "nodeNameMode=never, /nodeNameMode",
        "gpuResource=mig-1g.12gb, /gpuResource",
        "image.tag=latest, /image/tag",
        "autoscaling.mode=on, /autoscaling/mode",
        "server.gpuMemoryUtilization=90, /server/gpuMemoryUtilization"
    })
    void aValueOfTheWrongKindIsRefusedByName(String assignment, String path) {
        String refusal = Chart.server("x").set("server.modelPath=m", assignment).refusal();

        assertTrue(refusal.contains(path), refusal);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void theSchemaKnowsExactlyTheValuesThereAre(Path chart) throws IOException {
        JsonNode schema = Rendered.tree(Files.readString(chart.resolve("values.schema.json")));
        JsonNode values = Rendered.tree(Files.readString(chart.resolve("values.yaml")));
        List<String> unknown = new ArrayList<>();
        compare("", values, schema, unknown);

        assertEquals(List.of(), unknown);
        assertEquals("http://json-schema.org/draft-07/schema#", schema.path("$schema").asText());
    }

    private static void compare(
            String path, JsonNode values, JsonNode schema, List<String> unknown) {
        JsonNode properties = schema.path("properties");
        if (properties.isMissingNode()) {
            return;
        }
        if (schema.path("additionalProperties").asBoolean(true)) {
            unknown.add(path + " takes anything");
        }
        values.propertyStream()
                .forEach(
                        entry -> {
                            String key = path + "/" + entry.getKey();
                            JsonNode known = properties.path(entry.getKey());
                            if (known.isMissingNode()) {
                                unknown.add(key);
                            } else if (entry.getValue().isObject()) {
                                compare(key, entry.getValue(), known, unknown);
                            }
                        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyValueIsDescribed(Path chart) throws IOException {
        assertEquals(List.of(), ValuesTable.of(chart).undocumented());
    }

    /** With {@code -Dcharts.write=true} the tables are written instead. */
    @ParameterizedTest
    @MethodSource("charts")
    void theTableOfTheReadmeIsThatOfTheValues(Path chart) throws IOException {
        Path file = chart.resolve("README.md");
        String readme = Files.readString(file);
        String expected = ValuesTable.of(chart).insertedInto(readme);

        if (Boolean.getBoolean("charts.write")) {
            Files.writeString(file, expected);
        } else {
            assertEquals(
                    expected,
                    readme,
                    "run ./mvnw test -Dtest=ChartQualityTest -Dcharts.write=true");
        }
    }

    @Test
    void theNotesHaveTheCommandsThatUsersTry() throws IOException {
        String server =
                Files.readString(Chart.VLLM_SERVER.resolve("templates").resolve("NOTES.txt"));
        for (String command :
                List.of("port-forward", "/health", "/metrics | grep num_requests_waiting")) {
            assertTrue(server.contains(command), command);
        }
        String benchmark =
                Files.readString(Chart.BENCHMARK.resolve("templates").resolve("NOTES.txt"));
        assertTrue(benchmark.contains("-l benchmark.scenario="));
    }

    /** Names may consist of digits, and the API server takes no numbers for them. */
    @Test
    void namesOfDigitsStayText() {
        Chart server =
                Chart.server("123")
                        .namespace("123")
                        .values(
                                """
                                fullnameOverride: "123"
                                nameOverride: "123"
                                nodeName: "123"
                                nodeNameMode: direct
                                secret: {hfApiToken: x, key: "123"}
                                server: {modelPath: org/model, apiKey: {existingSecret: "123", key: "123"}}
                                modelCache: {type: existingClaim, existingClaim: "123"}
                                runtimeClassName: "123"
                                priorityClassName: "123"
                                schedulerName: "123"
                                serviceAccount: {create: true, name: "123"}
                                rbac: {create: true}
                                networkPolicy: {enabled: true}
                                pdb: {enabled: true}
                                podMonitor: {enabled: true}
                                serviceMonitor: {enabled: true}
                                """);
        Chart benchmark =
                Chart.benchmark("123")
                        .namespace("123")
                        .values(
                                """
                                benchmark:
                                  scenario: autoscale
                                  target: {apiKey: {existingSecret: "123", key: "123"}}
                                  hfToken: {existingSecret: "123", key: "123"}
                                  dataset: {configMap: "123"}
                                  storage:
                                    s3: {bucketName: b, credentialsSecret: "123"}
                                    results: {type: pvc, storageClass: "123"}
                                  serviceAccount: {name: "123"}
                                  priorityClassName: "123"
                                """);
        for (Rendered rendered :
                List.of(
                        server.render(),
                        server.set("autoscaling.mode=hpa").render(),
                        benchmark.render())) {
            assertEquals(List.of(), numbers(rendered));
        }
    }

    /** Where 123 is a number. */
    private static List<String> numbers(Rendered rendered) {
        List<String> found = new ArrayList<>();
        rendered.objects().forEach(object -> numbers(object.path("kind").asText(), object, found));
        return found;
    }

    private static void numbers(String path, JsonNode node, List<String> found) {
        if (node.isInt() && node.asInt() == 123) {
            found.add(path);
        }
        node.propertyStream()
                .forEach(it -> numbers(path + "/" + it.getKey(), it.getValue(), found));
        if (node.isArray()) {
            node.forEach(item -> numbers(path + "[]", item, found));
        }
    }

    @Test
    void everyPodIsOfAFixedImage() {
        for (Chart chart :
                List.of(
                        Chart.server("x").set("server.modelPath=m"),
                        Chart.server("x").set("simulator.enabled=true"),
                        Chart.benchmark("x"),
                        Chart.benchmark("x").set("benchmark.engine=inference-perf"))) {
            for (String image : images(chart.render())) {
                assertTrue(image.matches("[^:]+:[^:]*[0-9][^:]*"), image);
            }
        }
    }

    private static List<String> images(Rendered rendered) {
        return Stream.of("containers", "initContainers")
                .flatMap(kind -> rendered.podSpec().path(kind).valueStream())
                .map(container -> container.path("image").asText())
                .toList();
    }
}
