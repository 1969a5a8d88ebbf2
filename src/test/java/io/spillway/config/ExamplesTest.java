package io.spillway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class ExamplesTest {
    private static final Path FOLDER = Path.of("examples");

    @ParameterizedTest
    @MethodSource("files")
    void everyExampleInTheTreeReads(Path file) throws IOException {
        String yaml = Files.readString(file);

        Experiment experiment = load(file, yaml, Experiment.Clock.LIVE).experiment();

        assertTrue(experiment.load().type() != null);
    }

    @ParameterizedTest
    @MethodSource("filesWithAFleet")
    void everyExampleWithAFleetRunsOnTheVirtualClockToo(Path file) throws IOException {
        String yaml = Files.readString(file);
        Experiment experiment = load(file, yaml, Experiment.Clock.VIRTUAL).experiment();

        assertNotNull(experiment.fleet());
    }

    @ParameterizedTest
    @MethodSource("files")
    void theWrittenConfigurationReadsBackToTheSameExperiment(Path file) throws IOException {
        LoadedExperiment first = load(file, Files.readString(file), Experiment.Clock.LIVE);

        LoadedExperiment again = load(file, first.yaml(), Experiment.Clock.LIVE);

        assertEquals(first.experiment(), again.experiment());
        assertEquals(first.yaml(), again.yaml());
    }

    @Test
    void theFourScenariosHaveTheNumbersOfTheBenchmarkGuide() throws IOException {
        assertEquals(300, requests("baseline"));
        assertEquals(13_500, requests("saturation"));
        assertEquals(9_000, requests("production"));
        SweepConfig sweep = scenario("sweep").load().sweep();
        assertNotNull(sweep);
        assertEquals(SweepConfig.Type.GEOMETRIC, sweep.type());
        assertEquals(Duration.ofMinutes(3), sweep.stageDuration());
    }

    private static long requests(String name) throws IOException {
        Long requests = LoadPlan.of(scenario(name).load()).requests();
        assertNotNull(requests);
        return requests;
    }

    private static Experiment scenario(String name) throws IOException {
        Path file = FOLDER.resolve("inference-perf").resolve(name + ".yml");
        return load(file, Files.readString(file), Experiment.Clock.LIVE).experiment();
    }

    private static LoadedExperiment load(Path file, String yaml, Experiment.Clock clock) {
        return new ExperimentLoader(
                        Experiments.surroundings(Map.of()),
                        new ExperimentLoader.Options(false, clock))
                .load(yaml, file.toString(), List.of());
    }

    static Stream<Path> filesWithAFleet() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path file : files().toList()) {
            if (Files.readString(file).contains("\nfleet:")) {
                found.add(file);
            }
        }
        assertTrue(found.size() >= 6, found.toString());
        return found.stream();
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(".yml"))
                            .filter(file -> !file.toString().contains("kubernetes"))
                            .sorted()
                            .toList();
            return found.stream();
        }
    }
}
