package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.storage.BucketServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void everyFileOfTheFolderIsStoredTheSweepsAsWell() throws Exception {
        Path experiment =
                Cli.experiment(
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
        Path out = folder.resolve("out");

        Cli.Ended ended =
                Cli.run(
                        "run",
                        "-c",
                        experiment.toString(),
                        "--clock",
                        "virtual",
                        "--seed",
                        "7",
                        "--quiet",
                        "--out",
                        out.toString());

        assertTrue(server.keys().contains("nightly/sweep.json"), ended.all());
        try (Stream<Path> files = Files.list(out)) {
            assertEquals(
                    files.map(file -> "nightly/" + file.getFileName()).sorted().toList(),
                    server.keys().stream().sorted().toList());
        }
        assertEquals(
                Files.readString(out.resolve("sweep.json")), server.text("nightly/sweep.json"));
        assertTrue(
                Cli.JSON.readTree(server.text("nightly/sweep.json")).at("/run/stages").size() == 2,
                "the document has the stages that were run");
    }
}
