package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.testing.Ports;
import io.spillway.testing.Waits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Fleets of local look-alike processes: out and in, and no orphans however the run ends. */
@Waits
class ProcessRunTest {

    private static final Duration EXIT_LIMIT = Duration.ofSeconds(10);

    @TempDir Path folder;

    private final int basePort = Ports.free(4);

    /** Every look-alike of this test has a word of its own in its command line. */
    private String mark() {
        return "spillway-test-" + basePort;
    }

    private String experiment(String replica, String load) {
        return experiment("continue", replica, load);
    }

    private String experiment(String onStartFailure, String replica, String load) {
        return """
        server: {model_name: %s}
        fleet:
          actuator: process
          on_start_failure: %s
          min_replicas: 1
          max_replicas: 4
          process: {command: "%s", base_port: %d}
        data:
          type: random
          input_distribution: {type: fixed, mean: 16}
          output_distribution: {type: fixed, mean: 20}
        %s
        scaling:
          policy: {type: queue-threshold, threshold: 1, consecutive: 1}
          check_interval: 250ms
          scale_out: {step: 3}
          scale_in: {quiet: 1500ms, cooldown: 500ms, drain_timeout: 20s}
        metrics: {poll_interval: 250ms, poll_timeout: 1s}
        """
                .formatted(mark(), onStartFailure, replica, basePort, load);
    }

    /** Some nine requests a second. */
    private String lookAlike() {
        return "exec "
                + String.join(" ", Child.command())
                + " simulate --port {port} --model "
                + mark()
                + " --fixed ttft=50ms,itl=8ms,slots=2";
    }

    private Child start(String yaml) throws IOException {
        Path file = Cli.experiment(folder, yaml);
        return Child.start(
                folder, "run", "-c", file.toString(), "--run-id", "orphans", "--out", "results");
    }

    private List<ProcessHandle> replicas() {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(p -> Child.commandLine(p).contains(mark()))
                .toList();
    }

    @AfterEach
    void killWhatIsLeft() {
        replicas().forEach(ProcessHandle::destroyForcibly);
    }

    private static String stages(String stages) {
        return "load: {type: constant, stages: [" + stages + "]}";
    }

    @Test
    void goesFromOneToFourAndBackAndLeavesNoOrphans() throws Exception {
        String load =
                stages(
                        "{rate: 2, duration: 1s}, {rate: 12, duration: 8s}, {rate: 1, duration: 14s}");
        try (Child child = start(experiment(lookAlike(), load))) {
            int code = child.awaitExit();

            assertTrue(
                    code == ExitCode.OK.value() || code == ExitCode.NOT_VALID.value(), child::all);
            JsonNode summary = Cli.summary(folder.resolve("results"));
            assertEquals(0, summary.path("requests").path("failed").asLong(), child::all);
            assertEquals(4, summary.path("replicas").path("max").asInt(), child::all);
            // A busy machine may well go out once more, and then has the time to come back.
            List<Integer> sizes = new ArrayList<>();
            summary.path("scaling").path("events").forEach(e -> sizes.add(e.path("to").asInt()));
            assertTrue(sizes.contains(1), child::all);
        }
        assertEquals(List.of(), replicas());
        assertEquals(List.of(), remembered());
    }

    @Test
    void aRunThatCannotStartLeavesNoOrphans() throws Exception {
        Path dies =
                Files.writeString(
                        folder.resolve("dies.sh"),
                        """
                        sh -c 'while :; do sleep 1; done' %1$s &
                        echo no GPU for %1$s
                        exit 3
                        """
                                .formatted(mark()));
        try (Child child =
                start(
                        experiment(
                                "fail",
                                "/bin/sh " + dies + " {port}",
                                stages("{rate: 2, duration: 2s}")))) {
            assertEquals(ExitCode.FAILED.value(), child.awaitExit(), child::all);
            assertTrue(child.all().contains("no GPU for " + mark()), child::all);
        }
        assertEquals(List.of(), replicas());
        assertEquals(List.of(), remembered());
    }

    @Test
    void anInterruptedRunLeavesNoOrphansAndEndsInTime() throws Exception {
        try (Child child = start(experiment(lookAlike(), stages("{rate: 2, duration: 300s}")))) {
            child.awaitLine("stage 0");
            assertFalse(replicas().isEmpty());
            long before = System.nanoTime();
            child.signal("INT");

            assertEquals(ExitCode.INTERRUPTED.value(), child.awaitExit(), child::all);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before);
            assertTrue(seconds <= EXIT_LIMIT.toSeconds(), seconds + " s");
        }
        assertEquals(List.of(), replicas());
        assertEquals(List.of(), remembered());
    }

    @Test
    void whatAKilledRunLeftIsListedAndCleanedUp() throws Exception {
        try (Child child = start(experiment(lookAlike(), stages("{rate: 2, duration: 300s}")))) {
            child.awaitLine("stage 0");
            child.signal("KILL");
            child.awaitExit();
        }
        assertEquals(1, replicas().size());
        long orphan = replicas().getFirst().pid();

        assertTrue(cleanup(ExitCode.OK).contains("pid " + orphan + " on port " + basePort));
        assertEquals(1, replicas().size());
        assertTrue(cleanup(ExitCode.OK, "--run", "another").contains("Nothing is left behind"));
        assertTrue(cleanup(ExitCode.OK, "--run", "orphans").contains("Stopped process replica-1"));

        assertEquals(List.of(), replicas());
        assertEquals(List.of(), remembered());
        assertTrue(cleanup(ExitCode.OK).contains("Nothing is left behind"));
    }

    private String cleanup(ExitCode expected, String... more) throws Exception {
        String[] arguments =
                Stream.concat(Stream.of("cleanup"), Stream.of(more)).toArray(String[]::new);
        try (Child cleanup = Child.start(folder, arguments)) {
            assertEquals(expected.value(), cleanup.awaitExit(), cleanup::all);
            return cleanup.out();
        }
    }

    private List<Path> remembered() throws IOException {
        Path processes = folder.resolve("state/spillway/processes");
        if (!Files.exists(processes)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(processes)) {
            return files.toList();
        }
    }
}
