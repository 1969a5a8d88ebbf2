package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What manifests of inference-perf call. */
class InferencePerfCommandTest {

    @TempDir private Path folder;

    private Path config;
    private Path reports;

    @BeforeEach
    void writeAConfiguration() throws IOException {
        reports = folder.resolve("reports");
        config =
                Cli.experiment(
                        folder,
                        """
                        fleet: {actuator: simulated}
                        data:
                          type: random
                          input_distribution: {mean: 64, std_dev: 8, min: 32, max: 128}
                          output_distribution: {mean: 8, std_dev: 2, min: 4, max: 16}
                        load: {type: constant, stages: [{rate: 4, duration: 5}]}
                        server: {type: vllm, model_name: demo, ignore_eos: true}
                        storage: {local_storage: {path: %s}}
                        """
                                .formatted(reports));
    }

    private Cli.Ended run(String option) {
        return Cli.run(
                "inference-perf",
                option,
                config.toString(),
                "--log-level",
                "WARNING",
                "--clock",
                "virtual");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c", "--config_file"})
    void aConfigurationRunsAndItsReportsAreWhereItSays(String option) throws IOException {
        Cli.Ended ended = run(option);

        assertEquals(0, ended.code(), ended.all());
        assertEquals(20, Cli.summary(reports).at("/requests/succeeded").asInt());
        assertTrue(Files.exists(reports.resolve("summary_lifecycle_metrics.json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a", "--analyze"})
    void reportsAreAnalysedAgain(String option) throws IOException {
        assertEquals(0, run("-c").code());
        Files.delete(reports.resolve("report.html"));

        Cli.Ended ended = Cli.run("inference-perf", option, reports.toString());

        assertEquals(0, ended.code(), ended.all());
        assertTrue(Files.exists(reports.resolve("report.html")));
        assertTrue(ended.out().contains("20 succeeded"), ended.all());
    }

    @Test
    void neitherAndBothAreRefused() {
        Cli.Ended neither = Cli.run("inference-perf");
        assertEquals(2, neither.code());
        assertTrue(neither.err().contains("--config_file FILE"), neither.all());

        Cli.Ended both = Cli.run("inference-perf", "-c", config.toString(), "-a", "x");
        assertEquals(2, both.code());
        assertTrue(both.err().contains("either"), both.all());
    }
}
