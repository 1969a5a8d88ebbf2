package io.spillway.config;

import static io.spillway.config.Experiments.MINIMAL;
import static io.spillway.config.Experiments.load;
import static io.spillway.config.Experiments.problems;
import static io.spillway.config.Experiments.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;

class OverridesTest {

    @ParameterizedTest
    @ValueSource(strings = {"--load.stages[0].rate", "--load.stages.0.rate"})
    void replaceAnItemOfAListInBothSpellings(String option) {
        RateStage stage = read(MINIMAL, option, "7.5").load().stages().getFirst();

        assertEquals(new BigDecimal("7.5"), stage.rate());
        assertEquals(300, read(MINIMAL).load().stages().getFirst().expectedRequests());
    }

    @Test
    void replaceANodeAsAWhole() {
        Experiment experiment =
                read(
                        MINIMAL,
                        "--load.stages",
                        "[{rate: 1, duration: 10}, {rate: 2, duration: 20}]");

        assertEquals(2, experiment.load().stages().size());
    }

    @Test
    void takeJsonForYaml() {
        Experiment experiment = read(MINIMAL, "--load.stages=[{\"rate\": 1, \"duration\": 10}]");

        assertEquals(10, experiment.load().stages().getFirst().expectedRequests());
    }

    @Test
    void removeANodeByNull() {
        String withBucket = MINIMAL + "storage:\n  simple_storage_service: {bucket_name: b}\n";

        assertNotNull(read(withBucket).storage().s3());
        assertNull(read(withBucket, "--storage.simple_storage_service", "null").storage().s3());
        assertNull(read(withBucket, "--storage", "").storage().s3());
    }

    @Test
    void removeAndAppendItems() {
        assertEquals(
                List.of("e.yml:4:3: load.stages: found an empty list; write stages"),
                problems(MINIMAL, "--load.stages[0]", "null").stream()
                        .map(line -> line.substring(0, line.indexOf(',')))
                        .toList());
        Experiment more = read(MINIMAL, "--load.stages[1]", "{rate: 9, duration: 1}");
        assertEquals(new BigDecimal("9"), more.load().stages().get(1).rate());
    }

    @Test
    void buildWhatTheFileDoesNotHave() {
        Experiment experiment =
                new ExperimentLoader(
                                Experiments.surroundings(Map.of()),
                                ExperimentLoader.Options.DEFAULT)
                        .load(
                                DottedOverride.parse(
                                        List.of(
                                                "--server.base_url",
                                                "http://h:1",
                                                "--load.stages.0.rate",
                                                "3",
                                                "--load.stages.0.duration",
                                                "4s")))
                        .experiment();

        assertEquals(URI.create("http://h:1"), experiment.server().baseUrl());
        assertEquals(12, experiment.load().stages().getFirst().expectedRequests());
    }

    @Test
    void winOverTheFileAndTheLastOverTheFirst() {
        assertEquals(3, read(MINIMAL + "seed: 1\n", "--seed", "2", "--seed", "3").seed());
    }

    @Test
    void keepDotsInKeysByABackslash() {
        Experiment experiment =
                read(
                        MINIMAL + "fleet: {actuator: helm}\n",
                        "--fleet.helm.set.server\\.port",
                        "8001");

        FleetConfig fleet = experiment.fleet();
        assertNotNull(fleet);
        ClusterConfig.Helm helm = fleet.helm();
        assertNotNull(helm);
        assertEquals(8001L, helm.set().get("server.port"));
    }

    @Test
    void areNamedByProblemsInsteadOfALine() {
        assertEquals(
                List.of(
                        "--load.stages[0].rate: load.stages[0].rate: found -1; allowed a number"
                                + " above 0 and at most 1000000"),
                problems(MINIMAL, "--load.stages[0].rate", "-1"));
        assertEquals(
                List.of(
                        "--load.stages: load.stages[0].rate: found nothing; write the requests per second"),
                problems(MINIMAL, "--load.stages", "[{duration: 5}]"));
        String unknown = problems(MINIMAL, "--load.num_worker", "5").getFirst();
        assertTrue(
                unknown.startsWith("--load.num_worker: load.num_worker: found an unknown"),
                unknown);
    }

    @Test
    void doNotTakeOverTheLinesOfTheirNeighbours() {
        String line = problems(MINIMAL + "  num_workers: x\n", "--load.type", "poisson").getFirst();

        assertTrue(line.startsWith("e.yml:6:16: load.num_workers"), line);
    }

    @Test
    void areRefusedWhereTheyCannotGo() {
        assertEquals(
                List.of(
                        "--server.base_url.host: the file has a plain"
                                + " value before .host; override that as a whole"),
                problems(MINIMAL, "--server.base_url.host", "h"));
        assertEquals(
                List.of("--load.stages[5].rate: found 5; the list has items 0 to 0; 1 appends"),
                problems(MINIMAL, "--load.stages[5].rate", "1"));
        assertTrue(problems(MINIMAL, "--load..rate", "1").getFirst().contains("an empty step"));
        assertTrue(
                problems(MINIMAL, "--load.stages", "[{").getFirst().startsWith("--load.stages: "));
    }

    @Test
    void needAValueAndDashes() {
        ConfigException refused =
                assertThrows(
                        ConfigException.class,
                        () -> DottedOverride.parse(List.of("seed", "--load.type")));

        assertEquals(2, refused.problems().size());
        assertTrue(refused.render().contains("--load.type: give it a value: --load.type VALUE"));
    }

    @Test
    void showUpInTheWrittenConfiguration() {
        String yaml = load(MINIMAL, "--load.stages[0].rate", "7").yaml();

        assertEquals(
                """
                server:
                  base_url: http://localhost:8000
                load:
                  stages:
                    - rate: 7
                      duration: 60
                seed: 99
                """,
                yaml);
    }

    @Test
    void timestampsAreFilledIn() {
        Experiment experiment =
                read(
                        MINIMAL,
                        "--storage.local_storage.path",
                        "'out-{timestamp}'",
                        "--storage.simple_storage_service",
                        "{bucket_name: b, path: 'runs/{timestamp}/x'}");

        StorageConfig.Local local = experiment.storage().local();
        StorageConfig.S3 s3 = experiment.storage().s3();
        assertNotNull(local);
        assertNotNull(s3);
        assertEquals("out-20250131-120509", local.path());
        assertEquals("runs/20250131-120509/x", s3.path());
    }
}
