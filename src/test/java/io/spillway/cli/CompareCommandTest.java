package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class CompareCommandTest {

    private static final String EXPERIMENT =
            """
            name: compared
            seed: 1
            fleet:
              actuator: simulated
              simulated: {profile: mig-1g.12gb-llama-3.2-3b, max_num_seqs: 16, startup: 0s}
            data:
              type: synthetic
              input_distribution: {mean: 256, std_dev: 64, min: 32, max: 1024}
              output_distribution: {mean: 64, std_dev: 16, min: 16, max: 256}
            load: {type: poisson, stages: [{rate: 10, duration: 60}]}
            slo: {ttft_p95: 1s}
            """;

    @TempDir Path folder;

    @Test
    void sizesComeWithADocumentAndAPage() throws Exception {
        Path file = Cli.experiment(folder, EXPERIMENT);
        Path out = folder.resolve("sizes");

        Cli.Ended ended =
                Cli.run(
                        "compare",
                        "-c",
                        file.toString(),
                        "--replicas",
                        "1,2",
                        "--clock",
                        "virtual",
                        "--json",
                        "--out",
                        out.toString(),
                        "--load.stages",
                        "[{rate: 5, duration: 20}]");

        assertEquals(0, ended.code(), ended::all);
        JsonNode document = Cli.JSON.readTree(ended.out());
        assertEquals("spillway/comparison/v1", document.path("schema").asText());
        assertEquals("slo", document.path("at").asText());
        assertEquals(2, document.at("/sizes/1/speed_up").asDouble(), 0.3);
        assertEquals(
                100, document.at("/sizes/0/load/requests/scheduled").asInt(), 40, "the override");
        assertEquals(document, Cli.JSON.readTree(out.resolve("comparison.json").toFile()));
        String page = Files.readString(out.resolve("comparison.html"));
        assertTrue(page.contains("What do more replicas give?"));
        assertTrue(page.contains("2 replicas serve"));
    }

    @Test
    void runsOfTheSameRequestsArePaired() throws Exception {
        Path same = run("same", "--seed=3");
        Path slower = run("slower", "--seed=3", "--fleet.simulated.max_num_seqs", "8");
        Path again = run("again", "--seed=3");

        JsonNode sides = compare(same, slower, again).path("sides");

        assertEquals(3, sides.size());
        JsonNode worse = figure(sides.get(1), "TTFT p95");
        assertTrue(worse.path("real").asBoolean(), worse::toString);
        assertTrue(worse.path("change").asDouble() > 0.1, worse::toString);
        JsonNode equal = figure(sides.get(2), "TTFT p95");
        assertFalse(equal.path("real").asBoolean(), equal::toString);
        assertEquals(0, equal.path("change").asDouble());
    }

    @Test
    void runsOfOtherRequestsAreNot() throws Exception {
        JsonNode sides = compare(run("three", "--seed=3"), run("four", "--seed=4")).path("sides");

        assertTrue(
                sides.get(1).path("not_paired").asText().contains("same load, data and seed"),
                sides::toString);
        assertEquals(0, sides.get(1).path("differences").size());
    }

    @Test
    void saysWhatItNeeds() {
        assertEquals(2, Cli.run("compare").code());
        assertEquals(2, Cli.run("compare", folder.toString()).code());
        Cli.Ended ended = Cli.run("compare", folder.toString(), folder.toString());
        assertEquals(2, ended.code(), ended::all);
        assertTrue(ended.err().contains(folder.toString()), ended::all);
    }

    private Path run(String name, String... more) throws Exception {
        Path file = Cli.experiment(folder, EXPERIMENT);
        Path out = folder.resolve(name);
        var arguments = new ArrayList<>(List.of("run", "-c", file.toString()));
        arguments.addAll(List.of("--clock", "virtual", "--quiet", "--out", out.toString()));
        arguments.addAll(List.of("--run-id", name));
        arguments.addAll(List.of(more));
        Cli.Ended ended = Cli.run(arguments.toArray(String[]::new));
        assertTrue(ended.code() == 0 || ended.code() == 3, ended::all);
        return out;
    }

    private JsonNode compare(Path... folders) throws Exception {
        var arguments = new ArrayList<>(List.of("compare", "--json"));
        arguments.addAll(List.of("--out", folder.resolve("comparison").toString()));
        for (Path each : folders) {
            arguments.add(each.toString());
        }
        Cli.Ended ended = Cli.run(arguments.toArray(String[]::new));
        assertEquals(0, ended.code(), ended::all);
        return Cli.JSON.readTree(ended.out());
    }

    private static JsonNode figure(JsonNode side, String name) {
        for (JsonNode difference : side.path("differences")) {
            if (difference.path("figure").asText().equals(name)) {
                return difference;
            }
        }
        throw new AssertionError("no " + name + " in " + side);
    }
}
