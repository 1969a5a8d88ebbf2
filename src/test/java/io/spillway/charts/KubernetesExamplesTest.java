package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.fleet.RunId;
import io.spillway.study.RunRequest;
import io.spillway.study.RunResult;
import io.spillway.wiring.Wiring;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The plain manifests of the four scenarios. */
class KubernetesExamplesTest {

    private static final Path FOLDER = Path.of("examples", "kubernetes");

    static Stream<String> scenarios() {
        return Stream.of("baseline", "saturation", "sweep", "production");
    }

    private static Rendered manifests(String scenario) throws IOException {
        return Rendered.parse(Files.readString(FOLDER.resolve(scenario + ".yaml")));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theJobRunsTheExperimentOfItsConfigMap(String scenario) throws IOException {
        Rendered manifests = manifests(scenario);

        assertEquals(
                List.of("ConfigMap/benchmark-" + scenario, "Job/benchmark-" + scenario),
                manifests.names());
        assertEquals(
                "benchmark-" + scenario,
                ServerAcceptanceTest.volume(manifests, "config").at("/configMap/name").asText());
        String command = String.join(" ", Rendered.texts(manifests.container().path("command")));
        assertTrue(command.startsWith("spillway run -c /workspace/config.yml"), command);
        JsonNode labels = manifests.only("Job").at("/spec/template/metadata/labels");
        assertEquals(scenario, labels.path("benchmark.scenario").asText());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theExperimentReadsOnBothClocksWithoutAWarning(String scenario) throws IOException {
        String config = manifests(scenario).config();

        assertEquals(List.of(), Loading.warnings(config));
        FleetConfig live = Loading.live(config).fleet();
        assertNotNull(live);
        assertEquals(FleetConfig.Actuator.ENDPOINTS, live.actuator());
        Loading.load(config, Experiment.Clock.VIRTUAL);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theScenarioIsTheChartsOwn(String scenario) throws IOException {
        JsonNode example = manifests(scenario).configTree();
        JsonNode chart =
                Chart.benchmark("x").set("benchmark.scenario=" + scenario).render().configTree();

        assertEquals(chart.path("data"), example.path("data"));
        assertEquals(chart.at("/load/type"), example.at("/load/type"));
        assertEquals(chart.at("/load/stages"), example.at("/load/stages"));
        assertEquals(chart.at("/load/sweep"), example.at("/load/sweep"));
    }

    @ParameterizedTest
    @CsvSource({"baseline, 300", "saturation, 13500", "production, 9000"})
    void theScenarioRunsWithoutACluster(String scenario, long requests) throws Exception {
        Experiment experiment =
                Loading.load(manifests(scenario).config(), Experiment.Clock.VIRTUAL).experiment();

        RunResult result =
                new Wiring().run(experiment, RunRequest.inMemory(new RunId("example-" + scenario)));

        long sent = result.measurements().total().sent();
        // Poisson arrivals: within five standard deviations of the mean.
        long tolerance = scenario.equals("production") ? 5 * 95 : 0;
        assertTrue(Math.abs(sent - requests) <= tolerance, () -> scenario + " sent " + sent);
        assertEquals(0, result.measurements().total().failed());
    }
}
