package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Results folders shown again, whoever left them. */
class ReportCommandTest {
    private static final String SUMMARY = "summary_lifecycle_metrics.json";
    private static final String SECOND_STAGE = "stage_1_lifecycle_metrics.json";

    @TempDir private Path folder;
    private Path own;
    private Path foreign;

    /** A run of ours, and a folder with nothing but its files in inference-perf's shape. */
    @BeforeEach
    void run() throws IOException {
        own = folder.resolve("own");
        foreign = Files.createDirectory(folder.resolve("theirs"));
        Path experiment =
                Cli.experiment(
                        folder,
                        """
                        fleet: {actuator: simulated}
                        data:
                          type: random
                          input_distribution: {type: fixed, mean: 64}
                          output_distribution: {type: fixed, mean: 8}
                        load: {stages: [{rate: 4, duration: 5}, {rate: 8, duration: 5}]}
                        """);
        Cli.Ended ended =
                Cli.run(
                        "run",
                        "-c",
                        experiment.toString(),
                        "--clock",
                        "virtual",
                        "--run-id",
                        "ours",
                        "--out",
                        own.toString());
        assertEquals(0, ended.code(), ended.all());
        try (Stream<Path> files = Files.list(own)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith("lifecycle_metrics.json")) {
                    Files.copy(file, foreign.resolve(file.getFileName()));
                }
            }
        }
    }

    private static String shown(Object... paths) {
        String[] arguments =
                Stream.concat(Stream.of("report"), Stream.of(paths).map(Object::toString))
                        .toArray(String[]::new);
        Cli.Ended ended = Cli.run(arguments);
        assertEquals(0, ended.code(), ended.all());
        return ended.out();
    }

    @Test
    void anotherToolsFolderIsShownStageByStage() {
        String shown = shown(foreign);

        assertTrue(shown.contains("theirs, by inference-perf 0.2"), shown);
        assertTrue(shown.contains("stage 1   8.00"), shown);
        assertTrue(shown.contains("but  TPOT and ITL are taken between lines"), shown);
    }

    @Test
    void runsOfSeveralToolsStandSideBySideAKilledOneAsWell() throws IOException {
        Files.delete(own.resolve("summary.json"));
        assertEquals(2, Cli.run("compare", own.toString(), foreign.toString()).code());

        String shown = shown(own, foreign, own.resolve("vllm-bench.json"));

        assertTrue(shown.contains("ours, by Spillway"), shown);
        assertTrue(shown.contains("vllm-bench.json, by vllm bench serve"), shown);
        assertTrue(Files.exists(own.resolve("summary.json")), "it was summed up");
        JsonNode sides = Cli.JSON.readTree(shown("--json", own, foreign)).path("sides");
        assertEquals(60, sides.at("/1/rows/0/succeeded").asInt(), sides::toString);
    }

    @Test
    void whatIsMissingOrCutShortIsNamedAndTheRestIsShown() throws IOException {
        Files.delete(foreign.resolve(SUMMARY));
        String text = Files.readString(foreign.resolve(SECOND_STAGE));
        Files.writeString(foreign.resolve(SECOND_STAGE), text.substring(0, text.length() / 2));

        String shown = shown(foreign);

        assertTrue(shown.contains("stage 0   4.00"), shown);
        assertFalse(shown.contains("stage 1   8.00"), shown);
        assertTrue(shown.contains("but  " + SUMMARY + " is missing"), shown);
        assertTrue(shown.contains("but  " + SECOND_STAGE + " cannot be read"), shown);
    }

    @Test
    void whatIsNoResultIsRefusedByName() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path text = Files.writeString(folder.resolve("notes.txt"), "notes");
        for (Path path : List.of(empty, text, folder.resolve("gone"))) {
            Cli.Ended ended = Cli.run("report", path.toString());
            assertEquals(2, ended.code(), ended.all());
            assertTrue(ended.err().contains(path.toString()), ended.all());
        }
    }
}
