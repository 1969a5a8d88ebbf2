package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scripts that the charts mount into pods. */
@DisabledOnOs(OS.WINDOWS)
class ChartScriptsTest {

    private static final Path SERVE = Chart.VLLM_SERVER.resolve("files").resolve("serve.sh");
    private static final Path RUN = Chart.BENCHMARK.resolve("files").resolve("run.sh");
    private static final Path PREFLIGHT = Chart.BENCHMARK.resolve("files").resolve("preflight.sh");

    @TempDir private Path folder;

    private Script serve() throws IOException {
        return new Script(SERVE, folder).with("vllm", "echo vllm \"$@\"");
    }

    private Path cache(String... snapshots) throws IOException {
        Path cache = folder.resolve("models--org--name");
        for (String snapshot : snapshots) {
            Path model = Files.createDirectories(cache.resolve("snapshots").resolve(snapshot));
            Files.writeString(model.resolve("config.json"), "{}");
        }
        return cache;
    }

    @Test
    void aNameAtTheHubIsServedAsItIs() throws Exception {
        Script.Ended ended =
                serve().run("org/name", "--port", "8001", "--served-model-name", "a b");

        assertEquals("vllm serve org/name --port 8001 --served-model-name a b\n", ended.output());
    }

    @Test
    void aCacheIsServedFromTheSnapshotOfItsMainBranch() throws Exception {
        Path cache = cache("abc", "def");
        Files.createDirectories(cache.resolve("refs"));
        Files.writeString(cache.resolve("refs").resolve("main"), "def");

        String output = serve().run(cache.toString(), "--port", "1").output();

        assertTrue(output.endsWith("vllm serve " + cache + "/snapshots/def --port 1\n"), output);
    }

    @Test
    void aCacheWithOneSnapshotNeedsNoBranch() throws Exception {
        Path cache = cache("abc");

        assertTrue(serve().run(cache.toString()).output().endsWith(cache + "/snapshots/abc\n"));
    }

    @Test
    void aCacheThatLeavesAChoiceOrNothingIsRefused() throws Exception {
        Script.Ended several = serve().run(cache("abc", "def").toString());
        assertEquals(1, several.code());
        assertTrue(several.output().contains("several snapshots"), several.output());

        Path empty = Files.createDirectories(folder.resolve("empty").resolve("snapshots"));
        Script.Ended none = serve().run(empty.getParent().toString());
        assertEquals(1, none.code());
        assertTrue(none.output().contains("no snapshot"), none.output());

        Script.Ended missing = serve().run("/nowhere/model");
        assertEquals(1, missing.code());
        assertTrue(missing.output().contains("does not exist in the pod"), missing.output());
    }

    @Test
    void aHalfDownloadedSnapshotIsRefused() throws Exception {
        Path cache = cache("abc");
        Files.createDirectories(cache.resolve("refs"));
        Files.writeString(cache.resolve("refs").resolve("main"), "other");

        Script.Ended ended = serve().run(cache.toString());

        assertEquals(1, ended.code());
        assertTrue(ended.output().contains("download the model again"), ended.output());
    }

    private Script benchmark(String body) throws IOException {
        return new Script(RUN, folder)
                .with("spillway", body)
                .environment("BENCHMARK_SCENARIO", "baseline");
    }

    @Test
    void theSummaryIsRepeatedBetweenMarkersAndTheExitCodeKept() throws Exception {
        Path results = Files.createDirectories(folder.resolve("results"));

        Script.Ended ended =
                benchmark("echo '{\"valid\": true}' > \"$3/summary.json\"; exit 3")
                        .run(results.toString(), "spillway", "run", "--out", results.toString());

        assertEquals(3, ended.code());
        assertTrue(
                ended.output()
                        .contains(
                                "=== START_SUMMARY ===\n{\"valid\": true}\n\n=== END_SUMMARY ===\n"),
                ended.output());
    }

    @Test
    void aRunWithoutASummaryHasNoMarkers() throws Exception {
        Script.Ended ended = benchmark("exit 2").run(folder.toString(), "spillway", "run");

        assertEquals(2, ended.code());
        assertFalse(ended.output().contains("START_SUMMARY"), ended.output());
    }

    @Test
    void aSignalReachesTheBenchmarkAndItsResultsAreStillShown() throws Exception {
        Script script =
                benchmark(
                        """
                        trap 'echo "{}" > "$2/summary.json"; exit 143' TERM
                        echo running
                        while true; do sleep 0.05; done
                        """);
        Process process = script.start(folder.toString(), "spillway", "--out", folder.toString());
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!script.output().contains("running\n") && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }

        process.destroy();
        Script.Ended ended = script.end(process);

        assertEquals(143, ended.code(), ended.output());
        assertTrue(ended.output().contains("=== START_SUMMARY ==="), ended.output());
    }

    private Script preflight(String health, String models, String answer) throws IOException {
        return new Script(PREFLIGHT, folder)
                .with(
                        "wget",
                        """
                        echo "$@" >> asked
                        for url in "$@"; do :; done
                        case $url in
                        */health) %s ;;
                        */v1/models) %s ;;
                        *) %s ;;
                        esac
                        """
                                .formatted(health, models, answer))
                .environment("BASE_URL", "http://server:8000")
                .environment("MODEL_NAME", "qwen3-8b")
                .environment("API_TYPE", "completion")
                .environment("TIMEOUT_SECONDS", "2")
                .environment("PAUSE_SECONDS", "1")
                .environment("PROBE", "true");
    }

    private static final String MODELS =
            "echo '{\"object\":\"list\",\"data\":[{\"id\":\"qwen3-8b\",\"object\":\"model\"}]}'";

    @Test
    void aServerThatServesTheModelPasses() throws Exception {
        Script.Ended ended = preflight("true", MODELS, "echo '{}'").run();

        assertEquals(0, ended.code(), ended.output());
        assertTrue(ended.output().contains("serves qwen3-8b"), ended.output());
    }

    @Test
    void aServerIsWaitedForAndThenGivenUp() throws Exception {
        Script.Ended slow = preflight("[ -f up ] || { touch up; exit 1; }", MODELS, "true").run();
        assertEquals(0, slow.code(), slow.output());

        Script.Ended dead = preflight("exit 1", MODELS, "true").run();
        assertEquals(1, dead.code());
        assertTrue(dead.output().contains("did not answer within 2 s"), dead.output());
    }

    @Test
    void anotherModelIsNamed() throws Exception {
        Script.Ended ended =
                preflight("true", "echo '{\"data\":[{\"id\":\"qwen3-8b-instruct\"}]}'", "true")
                        .run();

        assertEquals(2, ended.code());
        assertTrue(ended.output().contains("does not serve qwen3-8b"), ended.output());
        assertTrue(ended.output().contains("qwen3-8b-instruct"), ended.output());
    }

    @Test
    void aRouteThatRefusesIsNamed() throws Exception {
        Script.Ended ended = preflight("true", MODELS, "exit 1").run();

        assertEquals(2, ended.code());
        assertTrue(ended.output().contains("benchmark.api.type=chat"), ended.output());
    }

    @Test
    void theKeyGoesToTheRoutesThatWantIt() throws Exception {
        preflight("true", MODELS, "true").environment("API_KEY", "sesame").run();

        String asked = Files.readString(folder.resolve("asked"));
        assertEquals(
                2,
                asked.lines()
                        .filter(line -> line.contains("Authorization: Bearer sesame"))
                        .count());
    }
}
