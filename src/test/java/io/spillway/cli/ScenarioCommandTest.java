package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.study.scenario.Scenario;
import io.spillway.study.scenario.Scenarios;
import io.spillway.testing.Waits;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

@Waits
class ScenarioCommandTest {

    @TempDir Path folder;

    /**
     * "Cascade test", the table of reference findings: two ready replicas at twice their target.
     */
    @Test
    void cascadeTable() throws Exception {
        JsonNode document = scenario("cascade");

        Map<String, List<Integer>> table = new LinkedHashMap<>();
        for (JsonNode variant : document.path("variants")) {
            var targets = new ArrayList<Integer>();
            variant.path("targets").forEach(target -> targets.add(target.asInt()));
            table.put(variant.path("name").asText(), targets);
        }
        List<Integer> once = List.of(2, 4, 4, 4, 4);
        var expected = new LinkedHashMap<String, List<Integer>>();
        expected.put("hpa-pods", once);
        expected.put("hpa-external-average", once);
        expected.put("keda", once);
        expected.put("hpa-external-value", once);
        expected.put("kpa", once);
        expected.put("ray-serve", once);
        expected.put("apa without pending guard", List.of(2, 4, 8, 16, 32));
        assertEquals(expected, table);
    }

    @Test
    void migPriorsBeatEqualWeights() throws Exception {
        JsonNode document = scenario("heterogeneous-mig");

        double equal = ttftP95(document, "equal weights");
        double priors = ttftP95(document, "MIG priors");
        assertTrue(priors <= 0.75 * equal, () -> priors + " against " + equal);
    }

    @Test
    void theQueueOnlyLimitCycleIsNamed() throws Exception {
        JsonNode document = scenario("limit-cycle");

        String waiting = variant(document, "waiting only").path("findings").toString();
        assertTrue(waiting.contains("A limit cycle: the fleet swung between"), waiting);
        assertTrue(waiting.contains("sawtooth"), waiting);
        String both = variant(document, "waiting and running").path("findings").toString();
        assertTrue(!both.contains("limit cycle"), both);
        String page = Files.readString(folder.resolve("limit-cycle/waiting-only/report.html"));
        assertTrue(page.contains("Did the fleet settle?"), "the page says so as well");
    }

    @Test
    void lateBindingBeatsEarlyBindingAndBothFiguresAreSaid() throws Exception {
        JsonNode document = scenario("late-binding");

        assertTrue(ttftP95(document, "late binding") < ttftP95(document, "early binding"));
        String said = document.path("conclusions").path(0).asText();
        assertTrue(
                said.matches("TTFT p95: .* with early binding, .* with late binding: .* less\\."),
                said);
    }

    @Test
    void aMetricGapLooksLikeNoLoadToKedaByDefault() throws Exception {
        JsonNode document = scenario("metric-gap");

        assertTrue(leastInTheGap(document, "KEDA, no data is 0") == 1);
        assertTrue(leastInTheGap(document, "KEDA, no data is an error") >= 3);
    }

    /** The gap lasts from 180 s to 300 s; the last sample is stale a little later. */
    private static int leastInTheGap(JsonNode document, String variant) {
        int least = Integer.MAX_VALUE;
        for (JsonNode change : variant(document, variant).at("/summary/scaling/events")) {
            double at = change.path("at_seconds").asDouble();
            if (at < 300) {
                least =
                        at < 180
                                ? change.path("to").asInt()
                                : Math.min(least, change.path("to").asInt());
            }
        }
        return least;
    }

    @TestFactory
    Stream<DynamicTest> everyPlainScenarioRuns() {
        return Scenarios.all().stream()
                .filter(scenario -> !scenario.isCompared())
                .map(Scenario::name)
                .map(
                        name ->
                                DynamicTest.dynamicTest(
                                        name,
                                        () -> {
                                            JsonNode variant =
                                                    scenario(name).path("variants").path(0);
                                            assertTrue(!variant.path("findings").isEmpty());
                                            assertTrue(
                                                    variant.at("/summary/scaling/events").size()
                                                            > 0,
                                                    "something was scaled");
                                        }));
    }

    @Test
    void aNameThatDoesNotExistIsExplained() {
        Cli.Ended ended = Cli.run("scenario", "spikes");

        assertEquals(2, ended.code(), ended::all);
        assertTrue(ended.err().contains("did you mean spike?"), ended::all);
    }

    @Test
    void withoutANameTheyAreListed() {
        Cli.Ended ended = Cli.run("scenario");

        assertEquals(0, ended.code(), ended::all);
        Scenarios.all().forEach(scenario -> assertTrue(ended.out().contains(scenario.name())));
    }

    private JsonNode scenario(String name) throws Exception {
        Cli.Ended ended =
                Cli.run(
                        "scenario",
                        name,
                        "--json",
                        "--quiet",
                        "--out",
                        folder.resolve(name).toString());
        assertEquals(0, ended.code(), ended::all);
        JsonNode document = Cli.JSON.readTree(ended.out());
        assertEquals("spillway/scenario/v1", document.path("schema").asText());
        return document;
    }

    private static JsonNode variant(JsonNode document, String name) {
        for (JsonNode variant : document.path("variants")) {
            if (variant.path("name").asText().equals(name)) {
                return variant;
            }
        }
        throw new AssertionError("no variant " + name);
    }

    private static double ttftP95(JsonNode document, String variant) {
        return variant(document, variant)
                .at("/summary/latency_seconds/ttft/from_intended/p95")
                .asDouble(Double.NaN);
    }
}
