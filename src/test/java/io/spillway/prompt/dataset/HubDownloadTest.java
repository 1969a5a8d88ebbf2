package io.spillway.prompt.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.prompt.PromptSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

class HubDownloadTest {

    private static final HubFile FILE =
            new HubFile(HubFile.Kind.DATASET, "owner/set", "main", "data/rows.json");
    private static final String TOKEN = "hf_secret";

    @TempDir private Path cache;
    private FakeHub hub;

    @BeforeEach
    void start() throws IOException {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        hub = new FakeHub(content);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private HubOptions options(URI endpoint) {
        return new HubOptions(
                endpoint, TOKEN, cache, Duration.ofSeconds(5), Duration.ofMillis(500));
    }

    private Path fetch() throws IOException, InterruptedException {
        try (var download = new HubDownload(options(hub.endpoint()))) {
            return download.fetch(FILE);
        }
    }

    private String failure() {
        String message = assertThrows(DatasetException.class, this::fetch).getMessage();
        assertFalse(message.contains(TOKEN), message);
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    @Test
    void fetchesAFileWhereTheHubSaysItIs() throws Exception {
        Path file = fetch();

        assertArrayEquals(hub.content, Files.readAllBytes(file));
        assertEquals("/datasets/owner/set/resolve/main/data/rows.json", hub.hubSaw.get(0).path());
        assertEquals(cache.resolve("datasets/owner--set/main/data/rows.json"), file);
        assertFalse(Files.exists(Path.of(file + ".part")));
    }

    @Test
    void showsTheTokenToTheHubAlone() throws Exception {
        fetch();

        assertEquals("Bearer " + TOKEN, hub.hubSaw.get(0).authorization());
        assertNull(hub.storeSaw.get(0).authorization());
    }

    @Test
    void usesACachedFileWithoutAsking() throws Exception {
        fetch();
        hub.close();

        assertTrue(Files.isRegularFile(fetch()));
        assertEquals(1, hub.hubSaw.size());
    }

    @Test
    void resumesWhereAnInterruptedDownloadEnded() throws Exception {
        hub.mode = FakeHub.Mode.CUTS_IN_THE_MIDDLE;
        assertTrue(failure().contains("run again to resume"));

        hub.mode = FakeHub.Mode.WELL;
        Path file = fetch();

        assertArrayEquals(hub.content, Files.readAllBytes(file));
        String range = hub.storeSaw.get(1).range();
        assertNotNull(range);
        long from = Long.parseLong(range.replaceAll("\\D", ""));
        assertTrue(from > 0 && from <= hub.content.length / 2, range);
    }

    @Test
    void beginsAgainWhenTheFileHasChangedMeanwhile() throws Exception {
        hub.mode = FakeHub.Mode.CUTS_IN_THE_MIDDLE;
        failure();

        byte[] changed = new byte[500_000];
        new Random(2).nextBytes(changed);
        hub.content = changed;
        hub.etag = "\"v2\"";
        hub.linkedEtag = "\"%s\"".formatted(FakeHub.sha256(changed));
        hub.mode = FakeHub.Mode.WELL;

        assertArrayEquals(changed, Files.readAllBytes(fetch()));
    }

    @Test
    void beginsAgainWhenTheServerCannotResume() throws Exception {
        hub.mode = FakeHub.Mode.CUTS_IN_THE_MIDDLE;
        failure();
        hub.mode = FakeHub.Mode.IGNORES_RANGES;

        assertArrayEquals(hub.content, Files.readAllBytes(fetch()));
    }

    @Test
    void beginsAgainWhenWhatWasOnDiskIsWrong() throws Exception {
        hub.mode = FakeHub.Mode.CUTS_IN_THE_MIDDLE;
        failure();
        Path part = cache.resolve("datasets/owner--set/main/data/rows.json.part");
        byte[] bytes = Files.readAllBytes(part);
        bytes[0] ^= 1;
        Files.write(part, bytes);
        hub.mode = FakeHub.Mode.WELL;

        assertArrayEquals(hub.content, Files.readAllBytes(fetch()));
        assertEquals(3, hub.storeSaw.size());
    }

    @Test
    void refusesAFileWhoseHashIsNotTheHubs() {
        hub.linkedEtag = "\"%s\"".formatted(FakeHub.sha256(new byte[] {1}));

        assertTrue(failure().contains("SHA-256"));
    }

    @Test
    void givesUpOnADownloadThatStalls() {
        hub.mode = FakeHub.Mode.STALLS_IN_THE_MIDDLE;

        String message = assertTimeoutPreemptively(Duration.ofSeconds(20), this::failure);

        assertTrue(message.contains("stalled"), message);
    }

    @Test
    void saysWhatToDoAboutAFileThatIsNotGiven() {
        hub.hubStatus = 401;
        assertTrue(failure().contains("HF_TOKEN"));
        hub.hubStatus = 404;
        assertTrue(failure().contains("there is no such file"));
        hub.hubStatus = 503;
        assertTrue(failure().contains("answered 503"));
    }

    @Test
    void failsWithinFiveSecondsWhenNobodyListens() throws Exception {
        URI nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        try (var download = new HubDownload(options(nobody))) {
            DatasetException offline =
                    assertTimeoutPreemptively(
                            Duration.ofSeconds(5),
                            () -> assertThrows(DatasetException.class, () -> download.fetch(FILE)));
            assertTrue(offline.getMessage().startsWith("cannot reach " + nobody));
            assertTrue(offline.getMessage().contains("give a local file"));
        }
    }

    @Test
    void failsInTimeWhenTheHubAcceptsButNeverAnswers() {
        hub.mode = FakeHub.Mode.NEVER_ANSWERS;
        var impatient =
                new HubOptions(
                        hub.endpoint(),
                        null,
                        cache,
                        Duration.ofMillis(300),
                        Duration.ofMillis(300));
        try (var download = new HubDownload(impatient)) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () -> assertThrows(DatasetException.class, () -> download.fetch(FILE)));
        }
    }

    @Test
    void staysInsideItsCacheWhateverTheNames() {
        for (String bad : new String[] {"../x", "a/../../x", "/etc/passwd", "a//b", "", "a/.."}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new HubFile(HubFile.Kind.MODEL, "owner/model", "main", bad),
                    bad);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new HubFile(HubFile.Kind.MODEL, "owner/model", bad, "file"),
                    bad);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new HubFile(HubFile.Kind.MODEL, "../..", "main", "file"));
    }

    @Test
    void knowsWhereTokenizersAndDatasetsAre() {
        assertEquals(
                "Qwen/Qwen3-8B/resolve/main/tokenizer.json",
                HubFile.tokenizer("Qwen/Qwen3-8B").urlPath());
        assertTrue(HubFile.of(PromptSpec.Kind.SHARE_GPT).isPresent());
        assertTrue(HubFile.of(PromptSpec.Kind.CNN_DAILYMAIL).isEmpty());
    }
}
