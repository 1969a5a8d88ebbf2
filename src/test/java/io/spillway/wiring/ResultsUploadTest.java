package io.spillway.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.analysis.VerdictInputs;
import io.spillway.config.Experiment;
import io.spillway.config.ExperimentLoader;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.StorageConfig;
import io.spillway.config.Surroundings;
import io.spillway.fleet.RunId;
import io.spillway.storage.BucketServer;
import io.spillway.storage.S3Settings;
import io.spillway.study.RunListener;
import io.spillway.study.RunRequest;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A run whose configuration names a bucket. */
class ResultsUploadTest {

    private static final List<String> CREDENTIALS =
            List.of("aws.accessKeyId", "aws.secretAccessKey");

    private static BucketServer server;

    @TempDir Path temporary;

    @BeforeAll
    static void start() throws Exception {
        server = new BucketServer();
        CREDENTIALS.forEach(
                name -> System.setProperty(name, name.contains("secret") ? "SK" : "AK"));
    }

    @AfterAll
    static void stop() throws Exception {
        CREDENTIALS.forEach(System::clearProperty);
        server.stop();
    }

    private RunSession.Finished run(String bucket, String runId) throws Exception {
        String yaml =
                """
                fleet: {actuator: simulated, max_replicas: 1}
                data: {type: mock}
                load: {type: constant, stages: [{rate: 2, duration: 3}]}
                storage:
                  simple_storage_service:
                    bucket_name: %s
                    path: nightly/results
                    endpoint_url: http://127.0.0.1:%d
                """
                        .formatted(bucket, server.port());
        var loader =
                new ExperimentLoader(
                        new Surroundings(
                                _ -> null,
                                Surroundings.Files.ofThisMachine(),
                                LocalDateTime.of(2026, 1, 31, 12, 0),
                                7),
                        new ExperimentLoader.Options(false, Experiment.Clock.VIRTUAL));
        LoadedExperiment loaded = loader.load(yaml, "test.yml", List.of());
        var request =
                new RunRequest(
                        new RunId(runId),
                        Experiment.Clock.VIRTUAL,
                        temporary.resolve(runId),
                        false,
                        RunListener.NONE);
        return RunSession.start(
                        new Wiring(),
                        loaded,
                        request,
                        new RunSession.Context(
                                "test", VerdictInputs.NONE, _ -> Map.of("sweep.json", "{}")))
                .finish();
    }

    @Test
    void storesTheFolderOfAFinishedRun() throws Exception {
        RunSession.Finished finished = run(BucketServer.BUCKET, "run-1");
        assertEquals(List.of(), finished.problems());
        Path folder = temporary.resolve("run-1");
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    files.map(file -> "nightly/results/" + file.getFileName()).sorted().toList(),
                    server.keys().stream().sorted().toList());
        }
        assertEquals(
                "%d files stored in s3://results/nightly/results".formatted(server.keys().size()),
                finished.stored());
        assertEquals(
                Files.readString(folder.resolve("summary.json")),
                server.text("nightly/results/summary.json"));
    }

    @Test
    void tellsOfAnUploadThatFailsAndKeepsTheLocalCopy() throws Exception {
        RunSession.Finished finished = run("nowhere", "run-2");
        assertNull(finished.stored());
        assertEquals(1, finished.problems().size());
        assertTrue(
                finished.problems().getFirst().contains("there is no bucket nowhere"),
                finished.problems().getFirst());
        assertTrue(Files.exists(temporary.resolve("run-2/summary.json")));
        assertTrue(Files.exists(temporary.resolve("run-2/report.html")));
    }

    @Test
    void namesTheObjectsAfterTheFolderUnlessToldOtherwise() {
        var s3 =
                new StorageConfig.S3(
                        "b",
                        null,
                        "p-",
                        URI.create("http://x"),
                        null,
                        StorageConfig.Addressing.AUTO);
        S3Settings settings = ResultsUpload.settings(s3, Path.of("results/run-7"));
        assertEquals("run-7", settings.path());
        assertEquals("p-", settings.filePrefix());
    }
}
