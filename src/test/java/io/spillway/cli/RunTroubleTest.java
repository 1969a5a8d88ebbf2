package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.testing.Ports;
import io.spillway.testing.Waits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What people meet when servers are away, wrong, or die, and when they press Ctrl-C. */
@Waits
final class RunTroubleTest {

    private static final String LOAD =
            """
            server: {base_url: "%s", model_name: %s}
            data:
              type: synthetic
              input_distribution: {type: fixed, mean: 16}
              output_distribution: {type: fixed, mean: 8}
            load: {type: constant, stages: [{rate: 20, duration: %d}]}
            """;

    @TempDir private Path folder;

    private Path experiment(String url, String model, int seconds) throws IOException {
        return Cli.experiment(folder, LOAD.formatted(url, model, seconds));
    }

    private Path results() {
        return folder.resolve("results");
    }

    private String[] run(Path experiment) {
        return new String[] {
            "run", "-c", experiment.toString(), "--out", results().toString(), "--quiet"
        };
    }

    @Test
    void serverThatCannotBeReachedIsOneSentenceAndLeavesNothing() throws IOException {
        String url = "http://127.0.0.1:" + Ports.free(1);
        Cli.Ended ended = Cli.run(run(experiment(url, "m", 1)));
        assertEquals(1, ended.code(), ended.all());
        assertTrue(ended.err().contains("the server " + url + " cannot be reached"), ended.all());
        assertFalse(Files.exists(results()), "a run that never began leaves no folder");
    }

    @Test
    void wrongModelNameSaysWhatIsServed() throws Exception {
        try (var server = LookAlikes.fixed("ttft=1ms,itl=1ms", "llama")) {
            Cli.Ended ended = Cli.run(run(experiment(server.url(), "lama", 1)));
            assertEquals(2, ended.code(), ended.all());
            assertTrue(ended.err().contains("server.model_name: found lama"), ended.all());
            assertTrue(ended.err().contains("did you mean llama?"), ended.all());
            assertFalse(Files.exists(results()), "nothing half-done is left behind");
        }
    }

    @Test
    void everyRequestIsAccountedForWhenTheServerDies() throws Exception {
        Cli.Ended ended;
        try (var server = LookAlikes.fixed("ttft=20ms,itl=5ms", "m")) {
            Path experiment = experiment(server.url(), "m", 2);
            var run = CompletableFuture.supplyAsync(() -> Cli.run(run(experiment)));
            awaitSuccesses(server, 5);
            server.close();
            ended = run.get(60, TimeUnit.SECONDS);
        }
        JsonNode requests = Cli.summary(results()).get("requests");
        assertEquals(40, requests.get("scheduled").intValue(), ended.all());
        int succeeded = requests.get("succeeded").intValue();
        int failed = requests.get("failed").intValue();
        assertEquals(40, succeeded + failed);
        assertTrue(succeeded > 0 && failed > 0, ended.all());
        int causes = 0;
        for (JsonNode count : requests.get("failures_by_cause")) {
            causes += count.intValue();
        }
        assertEquals(failed, causes, "every failure has its cause");
        try (var lines = Files.lines(results().resolve("requests.jsonl"))) {
            assertEquals(40, lines.count());
        }
    }

    @Test
    void interruptKeepsTheResultsAndEndsInOrder() throws Exception {
        try (var server = LookAlikes.fixed("ttft=10ms,itl=2ms", "m");
                var child = Child.start(folder, run(experiment(server.url(), "m", 60)))) {
            awaitSuccesses(server, 20);
            child.signal("INT");
            assertEquals(130, child.awaitExit(), child.all());
            JsonNode requests = Cli.summary(results()).get("requests");
            assertTrue(requests.get("succeeded").intValue() >= 19, requests.toString());
            assertEquals(
                    requests.get("scheduled").intValue(),
                    requests.get("succeeded").intValue() + requests.get("failed").intValue());
            assertTrue(Files.exists(results().resolve("report.html")));
        }
    }

    @Test
    void secondInterruptEndsAtOnceWithWhatIsOnDisk() throws Exception {
        // Answers take a minute, so an orderly end would wait for them.
        try (var server = LookAlikes.fixed("ttft=60s,itl=1s", "m");
                var child = Child.start(folder, run(experiment(server.url(), "m", 60)))) {
            child.await("the first seconds on disk", () -> rows() >= 3);
            child.signal("INT");
            child.signal("INT");
            assertEquals(130, child.awaitExit(), child.all());
            assertTrue(rows() >= 3, "the series is kept");
            Cli.Ended report = Cli.run("report", results().toString());
            assertEquals(0, report.code(), report.all());
            assertTrue(Files.exists(results().resolve("report.html")), report.all());
        }
    }

    @Test
    void aKilledRunIsReportedUpToItsLastSecond() throws Exception {
        try (var server = LookAlikes.fixed("ttft=10ms,itl=2ms", "m");
                var child = Child.start(folder, run(experiment(server.url(), "m", 60)))) {
            child.await("load on disk", () -> due() >= 20);
            child.signal("KILL");
            child.awaitExit();
        }
        Cli.Ended report = Cli.run("report", results().toString());
        assertEquals(0, report.code(), report.all());
        assertTrue(Files.exists(results().resolve("report.html")), report.all());
        JsonNode summary = Cli.summary(results());
        long scheduled = summary.at("/requests/scheduled").longValue();
        assertTrue(due() >= 20, "the series is kept");
        assertTrue(scheduled >= due(), scheduled + " in the report, " + due() + " in the series");
    }

    @Test
    void portThatIsTakenIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Cli.Ended ended = Cli.run("simulate", "--host", "127.0.0.1", "--port", port);
            assertTrue(ended.code() == 1 || ended.code() == 2, ended.all());
            assertTrue(ended.err().contains(port), ended.all());
            assertEquals(1, ended.err().strip().lines().count(), ended.all());
        }
    }

    /** Whole seconds in the series on disk; 0 before there is one. */
    private long rows() {
        Path series = results().resolve("timeseries.csv");
        try (var lines = Files.lines(series)) {
            return lines.count();
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** Requests that were due, by the series on disk. */
    private long due() {
        try (var lines = Files.lines(results().resolve("timeseries.csv"))) {
            return lines.skip(1)
                    .map(line -> line.split(","))
                    .filter(fields -> fields.length > 2)
                    .mapToLong(fields -> Long.parseLong(fields[1]))
                    .sum();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private static void awaitSuccesses(LookAlikes server, long count) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (server.successes() < count) {
            assertTrue(System.nanoTime() < deadline, "no load arrives");
            Thread.onSpinWait();
        }
    }
}
