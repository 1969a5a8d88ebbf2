package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.storage.BucketServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A run whose stages a sweep finds, and whose results go to a bucket. */
class SweptRunUploadTest {
    private static final List<String> CREDENTIALS =
            List.of("aws.accessKeyId", "aws.secretAccessKey");

    @TempDir private Path folder;
    private BucketServer server;

    @BeforeEach
    void start() throws Exception {
        server = new BucketServer();
        CREDENTIALS.forEach(
                name -> System.setProperty(name, name.contains("secret") ? "SK" : "AK"));
    }

    @AfterEach
    void stop() throws Exception {
        CREDENTIALS.forEach(System::clearProperty);
        server.stop();
    }

    private Path experiment() throws IOException {
        return Cli.experiment(
                folder,
                """
                fleet: {actuator: simulated, simulated: {profile: a100-llama-3.1-8b}}
                data:
                  type: synthetic
                  input_distribution: {type: fixed, mean: 128}
                  output_distribution: {type: fixed, mean: 32}
                load:
                  type: constant
                  sweep:
                    {type: linear, num_requests: 200, timeout: 30, num_stages: 2,
                     stage_duration: 5, max_duration: 3600}
                storage:
                  simple_storage_service:
                    {bucket_name: %s, path: nightly, endpoint_url: "http://127.0.0.1:%d"}
                """
                        .formatted(BucketServer.BUCKET, server.port()));
    }

    private Cli.Ended ended(String command, String... more) throws IOException {
        var arguments =
                new ArrayList<String>(List.of(command, "-c", experiment().toString(), "--quiet"));
        arguments.addAll(List.of("--clock", "virtual", "--seed", "7"));
        arguments.addAll(List.of("--out", out().toString()));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("out");
    }

    private List<String> local() throws IOException {
        try (Stream<Path> files = Files.list(out())) {
            return files.map(file -> "nightly/" + file.getFileName()).sorted().toList();
        }
    }

    private List<String> stored() {
        return server.keys().stream().sorted().toList();
    }

    private JsonNode document() throws IOException {
        return Cli.JSON.readTree(server.text("nightly/sweep.json"));
    }

    @Test
    void everyFileOfTheFolderIsStoredTheSweepsAsWell() throws Exception {
        Cli.Ended ended = ended("run");

        assertTrue(server.keys().contains("nightly/sweep.json"), ended.all());
        assertTrue(server.keys().contains("nightly/sweep.html"), ended.all());
        assertEquals(local(), stored());
        assertEquals(
                Files.readString(out().resolve("sweep.json")), server.text("nightly/sweep.json"));
        assertEquals(2, document().at("/run/stages").size(), "the stages that were run");
    }

    @Test
    void theSweepCommandStoresItsDocuments() throws Exception {
        Cli.Ended ended = ended("sweep");

        assertEquals(0, ended.code(), ended.all());
        assertEquals(List.of("nightly/sweep.html", "nightly/sweep.json"), local());
        assertEquals(local(), stored(), ended.all());
        assertEquals(2, document().at("/run/stages").size());
        assertEquals(2, ended("sweep", "--run-id", "other").code(), "nothing is overwritten");
    }

    @Test
    void aSearchWithoutStagesIsKeptAsWell() throws Exception {
        Cli.Ended ended = ended("run", "--load.sweep.run_stages", "false");

        assertEquals(0, ended.code(), ended.all());
        assertEquals(List.of("nightly/sweep.html", "nightly/sweep.json"), stored());
        assertFalse(document().path("run").isObject());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "sweep"})
    void whatFoundNoEndIsKeptAndIsNoMeasurement(String command) throws Exception {
        Cli.Ended ended = ended(command, "--load.sweep.max_concurrency", "2");

        assertEquals(5, ended.code(), ended.all());
        assertEquals(List.of("nightly/sweep.html", "nightly/sweep.json"), stored());
        assertTrue(document().at("/saturation").has("why"), document()::toString);
    }

    @Test
    void aFailedUploadFailsTheSweep() throws Exception {
        Cli.Ended ended =
                ended("sweep", "--storage.simple_storage_service.bucket_name", "elsewhere");

        assertEquals(1, ended.code(), ended.all());
        assertTrue(ended.err().contains("elsewhere"), ended.all());
        assertTrue(Files.exists(out().resolve("sweep.json")));
    }
}
