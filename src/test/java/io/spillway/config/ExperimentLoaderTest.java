package io.spillway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.policy.PolicySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

class ExperimentLoaderTest {

    private static ExperimentLoader loader() {
        Surroundings surroundings =
                new Surroundings(
                        name -> null, Surroundings.Files.ofThisMachine(), LocalDateTime.MIN, 5);
        return new ExperimentLoader(surroundings, ExperimentLoader.Options.DEFAULT);
    }

    @Test
    void findsFilesBesideTheExperiment(@TempDir Path folder) throws IOException {
        Path traces = Files.createDirectory(folder.resolve("traces"));
        Path trace = Files.writeString(traces.resolve("t.csv"), "TIMESTAMP\n");
        Path key = Files.writeString(folder.resolve("key.txt"), "k3y-0f-file\n");
        Path file =
                Files.writeString(
                        folder.resolve("e.yml"),
                        """
                        server: {base_url: 'http://h:1', api_key_file: key.txt}
                        load: {type: trace_replay, trace: {file: traces/t.csv}}
                        """);

        Experiment experiment = loader().load(file, List.of()).experiment();

        assertNotNull(experiment.trace());
        assertEquals(trace, experiment.trace().file());
        assertEquals("k3y-0f-file", experiment.server().apiKey().reveal());
        Files.delete(key);
        ConfigException gone =
                assertThrows(ConfigException.class, () -> loader().load(file, List.of()));
        assertTrue(
                gone.render().endsWith("server.api_key_file: found key.txt; name a readable file"));
    }

    @Test
    void refusesFilesThatAreNoText(@TempDir Path folder) throws IOException {
        Path file =
                Files.write(folder.resolve("e.yml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0x41});

        ConfigException refused =
                assertThrows(ConfigException.class, () -> loader().load(file, List.of()));

        assertEquals(file + ": cannot be read; name a UTF-8 file that exists", refused.render());
    }

    @Test
    void namesThePlaceOfASettingForOthers() {
        LoadedExperiment loaded =
                Experiments.load(
                        """
                        load: {stages: [{rate: 1, duration: 60}]}
                        fleet: {simulated: {}}
                        scaling:
                          policy:
                            type: queue-threshold
                            treshold: 1
                        """,
                        "--scaling.policy.consecutive",
                        "9");

        assertEquals("e.yml:6:5", loaded.origins().of("scaling.policy.treshold").render());
        assertEquals("e.yml:4:3", loaded.origins().of("scaling.policy.metric").render());
        assertEquals(
                "--scaling.policy.consecutive",
                loaded.origins().of("scaling.policy.consecutive").render());
        assertEquals("e.yml", loaded.origins().of("routing.type").render());
        assertEquals(
                new PolicySpec("queue-threshold", Map.of("treshold", 1L, "consecutive", 9L)),
                loaded.experiment().scaling().policy());
    }

    @Test
    void takesTheSeedFromTheFileThenFromTheLoadThenFromTheMachine() {
        assertEquals(1, Experiments.read(Experiments.MINIMAL + "  base_seed: 2\nseed: 1\n").seed());
        assertEquals(2, Experiments.read(Experiments.MINIMAL + "  base_seed: 2\n").seed());
        LoadedExperiment drawn = Experiments.load(Experiments.MINIMAL);
        assertEquals(99, drawn.experiment().seed());
        assertTrue(drawn.yaml().endsWith("seed: 99\n"));
    }

    @Test
    void limitsOfRequestsComeFromTheSloThenFromGoodputThenFromHeaders() {
        SloConfig slo =
                Experiments.read(
                                Experiments.MINIMAL,
                                "--slo={ttft_p95: 2s, ttft_p50: 1s}",
                                "--report.goodput.constraints={ttft: 9, itl: 0.1}",
                                "--api={slo_unit: ms, headers: {X-SLO-TPOT-ms: 50, x-slo-ttft-ms: 7}}")
                        .slo();

        assertEquals(
                Map.of(
                        SloConfig.Metric.TTFT,
                        Duration.ofSeconds(1),
                        SloConfig.Metric.ITL,
                        Duration.ofMillis(100),
                        SloConfig.Metric.TPOT,
                        Duration.ofMillis(50)),
                slo.perRequest());
        assertFalse(slo.isEmpty());
    }

    @Test
    void copiesDifferInOneThing() {
        Experiment experiment =
                Experiments.read(Experiments.MINIMAL, "--fleet={simulated: {}}", "--scaling={}");
        FleetConfig fleet = experiment.fleet();
        assertNotNull(fleet);
        RateStage stage = RateStage.constant(new BigDecimal("2"), Duration.ofSeconds(3));

        assertEquals(7, experiment.withSeed(7).seed());
        assertEquals(experiment, experiment.withSeed(7).withSeed(experiment.seed()));
        assertNull(experiment.withScaling(null).scaling());
        assertNull(experiment.withFleet(null).fleet());
        FleetConfig more = experiment.withFleet(fleet.withReplicas(2, 8)).fleet();
        assertNotNull(more);
        assertEquals(8, more.maxReplicas());
        assertEquals(fleet, more.withReplicas(fleet.minReplicas(), fleet.maxReplicas()));
        LoadConfig load = experiment.load().withStages(List.of(stage));
        assertEquals(List.of(stage), experiment.withLoad(load).load().stages());
    }

    @Test
    void theScheduleOfInferencePerfBringsItsDeadline() {
        LoadConfig exact = Experiments.read(Experiments.MINIMAL).load();
        LoadConfig theirs =
                Experiments.read(Experiments.MINIMAL, "--load.schedule", "inference-perf").load();
        LoadConfig both =
                Experiments.read(
                                Experiments.MINIMAL,
                                "--load.schedule=inference-perf",
                                "--load.request_timeout=9")
                        .load();

        assertNull(exact.effectiveTimeout());
        assertEquals(Duration.ofMinutes(5), theirs.effectiveTimeout());
        assertEquals(Duration.ofSeconds(9), both.effectiveTimeout());
    }
}
