package io.spillway.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Uploads against an S3 server of this process. */
class ResultsStoreTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static BucketServer server;

    @TempDir Path folder;

    private String path;

    @BeforeAll
    static void start() throws Exception {
        server = new BucketServer();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @BeforeEach
    void name(TestInfo test) {
        path = test.getTestMethod().orElseThrow().getName();
    }

    private ResultsStore store() {
        return new ResultsStore(server.settings(path), BucketServer.KEYS);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String failure(ResultsStore store, String runId) {
        return assertThrows(StorageException.class, () -> store.upload(folder, runId, LIMIT))
                .getMessage();
    }

    private Map<String, String> localCopy() throws IOException {
        var copy = new TreeMap<String, String>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(
                            file -> {
                                try {
                                    copy.put(file.toString(), Files.readString(file));
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
        }
        return copy;
    }

    @Test
    void storesTheSameTree() throws Exception {
        write("summary.json", "{\"a\": 1}");
        write("report.html", "<p>ä</p>");
        write("logs/replica-1.log", "started\n");
        write("empty.jsonl", "");
        ResultsStore.Receipt receipt = store().upload(folder, "run-1", LIMIT);
        assertEquals(new ResultsStore.Receipt("s3://results/" + path, 4, 8 + 9 + 8), receipt);
        assertEquals("{\"a\": 1}", server.text(path + "/summary.json"));
        assertEquals("<p>ä</p>", server.text(path + "/report.html"));
        assertEquals("started\n", server.text(path + "/logs/replica-1.log"));
        assertEquals("", server.text(path + "/empty.jsonl"));
        assertTrue(server.contentType(path + "/report.html").startsWith("text/html"));
        assertEquals("run-1", server.metadata(path + "/summary.json").get("spillway-run-id"));
    }

    @Test
    void storesLargeFilesInParts() throws Exception {
        byte[] content = new byte[2 * Upload.PART_BYTES + 12_345];
        new Random(7).nextBytes(content);
        Files.write(folder.resolve("requests.jsonl"), content);
        store().upload(folder, "run-1", LIMIT);
        assertArrayEquals(content, server.content(path + "/requests.jsonl"));
        assertEquals("run-1", server.metadata(path + "/requests.jsonl").get("spillway-run-id"));
        content[17]++;
        Files.write(folder.resolve("requests.jsonl"), content);
        store().upload(folder, "run-1", LIMIT);
        assertArrayEquals(content, server.content(path + "/requests.jsonl"));
    }

    @Test
    void prefixesReportFilesOnly() throws Exception {
        write("summary_lifecycle_metrics.json", "{}");
        write("config.yaml", "a: 1");
        S3Settings plain = server.settings("/" + path + "/");
        var settings =
                new S3Settings(
                        plain.bucket(),
                        plain.path(),
                        "night-",
                        plain.endpoint(),
                        plain.region(),
                        S3Settings.Addressing.PATH,
                        plain.patience());
        new ResultsStore(settings, BucketServer.KEYS).upload(folder, "run-1", LIMIT);
        assertEquals("{}", server.text(path + "/night-summary_lifecycle_metrics.json"));
        assertEquals("a: 1", server.text(path + "/config.yaml"));
    }

    @Test
    void replacesWhatTheSameRunLeft() throws Exception {
        write("summary.json", "first");
        store().upload(folder, "run-1", LIMIT);
        write("summary.json", "second");
        store().upload(folder, "run-1", LIMIT);
        assertEquals("second", server.text(path + "/summary.json"));
    }

    @Test
    void touchesNothingWhereAnotherRunIs() throws Exception {
        write("summary.json", "first");
        store().upload(folder, "run-1", LIMIT);
        write("summary.json", "second");
        write("a.csv", "1");
        Map<String, String> before = localCopy();
        String message = failure(store(), "run-2");
        assertEquals(
                ("the results were not stored in s3://results/%s: %s/summary.json exists and belongs"
                                + " to run run-1; name another path; 0 of 2 files were stored, the"
                                + " local copy in %s is complete")
                        .formatted(path, path, folder),
                message);
        assertEquals("first", server.text(path + "/summary.json"));
        assertFalse(server.keys().contains(path + "/a.csv"));
        assertEquals(before, localCopy());
    }

    @Test
    void saysThatCredentialsAreWrong() throws Exception {
        write("summary.json", "x");
        Map<String, String> before = localCopy();
        var secret = new ResultsStore(server.settings(path), BucketServer.keys("AK", "wrong"));
        assertTrue(failure(secret, "run-1").contains("refused the credentials (SignatureDoesNot"));
        var unknown = new ResultsStore(server.settings(path), BucketServer.keys("who", "SK"));
        assertTrue(failure(unknown, "run-1").contains("refused the credentials (InvalidAccessKey"));
        assertEquals(before, localCopy());
    }

    @Test
    void saysThatThereAreNoCredentials() throws Exception {
        write("summary.json", "x");
        AwsCredentialsProvider none =
                () -> {
                    throw SdkClientException.create(
                            "Unable to load credentials from any of the providers in the chain");
                };
        String message = failure(new ResultsStore(server.settings(path), none), "run-1");
        assertTrue(message.contains("no credentials were found; set AWS_ACCESS_KEY_ID"), message);
    }

    @Test
    void saysThatTheBucketIsMissing() throws Exception {
        write("summary.json", "x");
        Map<String, String> before = localCopy();
        S3Settings settings = BucketServer.settings("nowhere", path, server.port());
        String message = failure(new ResultsStore(settings, BucketServer.KEYS), "run-1");
        assertTrue(
                message.contains("there is no bucket nowhere at http://127.0.0.1:" + server.port()),
                message);
        assertEquals(before, localCopy());
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        write("summary.json", "x");
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        S3Settings settings = BucketServer.settings(BucketServer.BUCKET, path, port);
        String message = failure(new ResultsStore(settings, BucketServer.KEYS), "run-1");
        assertTrue(message.contains("cannot be reached: connection refused"), message);
    }

    @Test
    void saysHowFarItCameWhenTheServerVanishesAndTakesItUpAgain() throws Exception {
        write("a.csv", "1,2,3\n".repeat(100));
        Files.write(folder.resolve("requests.jsonl"), new byte[3 * Upload.PART_BYTES]);
        write("summary.json", "{}");
        long before = Files.size(folder.resolve("requests.jsonl"));
        try (var relay = new CuttingRelay(server.port(), Upload.PART_BYTES * 3L / 2)) {
            S3Settings settings = BucketServer.settings(BucketServer.BUCKET, path, relay.port());
            String message = failure(new ResultsStore(settings, BucketServer.KEYS), "run-1");
            assertTrue(message.contains("; 1 of 3 files were stored, the local copy in "), message);
            assertTrue(
                    message.contains("cannot be reached") || message.contains("broke while"),
                    message);
        }
        assertEquals(List.of(path + "/a.csv"), ours());
        assertEquals(before, Files.size(folder.resolve("requests.jsonl")));
        assertEquals(3, store().upload(folder, "run-1", LIMIT).files());
        assertEquals(before, server.content(path + "/requests.jsonl").length);
    }

    @Test
    void endsAtItsLimit() throws Exception {
        write("summary.json", "x");
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            S3Settings settings =
                    BucketServer.settings(BucketServer.BUCKET, path, silent.getLocalPort());
            var store = new ResultsStore(settings, BucketServer.KEYS);
            String message =
                    assertThrows(
                                    StorageException.class,
                                    () -> store.upload(folder, "r", Duration.ofMillis(300)))
                            .getMessage();
            assertTrue(message.contains("not done within"), message);
        }
    }

    @Test
    void storesTheSummaryLast() throws Exception {
        write("a", "");
        write("summary.json", "");
        write("z/b", "");
        List<String> order =
                ResultsTree.of(folder, server.settings("p")).items().stream()
                        .map(ResultsTree.Item::key)
                        .toList();
        assertEquals(List.of("p/a", "p/z/b", "p/summary.json"), order);
    }

    private List<String> ours() {
        return server.keys().stream().filter(key -> key.startsWith(path + "/")).toList();
    }
}
