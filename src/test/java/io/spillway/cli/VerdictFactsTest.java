package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Verdicts on what the configuration tells of other runs, production and places. */
class VerdictFactsTest {
    private static final String LOAD =
            """
            fleet: {actuator: simulated, simulated: {profile: mig-1g.12gb-llama-3.2-3b}}
            data:
              type: synthetic
              input_distribution: {type: fixed, mean: 512}
              output_distribution: {type: fixed, mean: 64}
            load: {type: %s, stages: [{rate: %d, duration: 60}]}
            """;

    @TempDir private Path folder;

    private TreeMap<String, String> run(String name, String yaml) throws IOException {
        Cli.Ended ended = ended(name, yaml);
        TreeMap<String, String> verdicts = verdicts(name);
        assertTrue(!verdicts.isEmpty(), ended.all());
        return verdicts;
    }

    private Cli.Ended ended(String name, String yaml) throws IOException {
        return Cli.run(
                "run",
                "-c",
                Cli.experiment(folder, yaml).toString(),
                "--clock",
                "virtual",
                "--seed",
                "7",
                "--quiet",
                "--out",
                folder.resolve(name).toString());
    }

    private TreeMap<String, String> verdicts(String name) throws IOException {
        var verdicts = new TreeMap<String, String>();
        for (JsonNode verdict : Cli.summary(folder.resolve(name)).get("verdicts")) {
            verdicts.put(
                    verdict.get("rule").asText(),
                    verdict.get("level").asText() + ": " + verdict.get("text").asText());
        }
        return verdicts;
    }

    @Test
    void aRunIsHeldAgainstOthersAndAgainstProduction() throws Exception {
        assertEquals(null, run("even", LOAD.formatted("constant", 5)).get("V7"));
        String verdicts =
                """
                report:
                  verdicts:
                    constant_run: %s
                    synthetic_run: %s
                    production_input_p50: 300
                    dataset_age_days: 20
                    generator_zone: a
                    server_zone: b
                    node_type: m6i.2xlarge
                """
                        .formatted(folder.resolve("even"), folder.resolve("even"));

        TreeMap<String, String> bursts = run("bursts", LOAD.formatted("poisson", 5) + verdicts);

        assertTrue(bursts.get("V7").contains("bursts make p99"), bursts::toString);
        assertTrue(bursts.get("V8").contains("p99"), bursts::toString);
        assertTrue(bursts.get("V9").startsWith("warn: input lengths"), bursts::toString);
        assertTrue(bursts.get("V10").startsWith("warn: the generator is in a"), bursts::toString);
        assertTrue(bursts.get("V14").contains("m6i.2xlarge"), bursts::toString);

        Path bursty = folder.resolve("bursts");
        Files.delete(bursty.resolve("summary.json"));
        Files.delete(folder.resolve("even/summary.json"));
        assertEquals(0, Cli.run("report", bursty.toString()).code());
        assertEquals(bursts.get("V7"), verdicts("bursts").get("V7"), "run.json keeps its input");
        assertEquals(judged(bursts), judged(verdicts("bursts")));
    }

    private static List<String> judged(TreeMap<String, String> verdicts) {
        return Stream.of("V7", "V8", "V9", "V10", "V14").map(verdicts::get).toList();
    }

    @Test
    void anotherRateIsNoMeasureAndNoRunEndsBeforeTheLoad() throws Exception {
        TreeMap<String, String> even = run("even", LOAD.formatted("constant", 5));
        assertEquals(null, even.get("V8"));
        String verdicts =
                "report: {verdicts: {constant_run: %s}}".formatted(folder.resolve("even"));
        TreeMap<String, String> faster = run("faster", LOAD.formatted("poisson", 8) + verdicts);
        assertTrue(faster.get("V7").contains("not judged"), faster::toString);

        Files.delete(folder.resolve("even/summary.json"));
        Cli.Ended refused = ended("vain", LOAD.formatted("poisson", 5) + verdicts);
        assertEquals(2, refused.code(), refused.all());
        assertTrue(refused.err().contains("even/summary.json cannot be read"), refused.all());
        assertFalse(Files.exists(folder.resolve("vain/requests.jsonl")));
    }
}
