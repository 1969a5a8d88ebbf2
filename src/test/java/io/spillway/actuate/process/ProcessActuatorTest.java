package io.spillway.actuate.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunId;
import io.spillway.fleet.StartPhase;
import io.spillway.testing.Ports;
import io.spillway.time.SystemTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class ProcessActuatorTest {

    private static final RunId RUN = new RunId("test-run");

    @TempDir Path folder;

    private final BlockingQueue<FleetEvent> events = new LinkedBlockingQueue<>();

    @AfterEach
    void leaveNothingBehind() throws InterruptedException {
        for (ProcessLedger.Entry entry : new ProcessLedger(folder.resolve("state")).entries(RUN)) {
            var process = ProcessGroup.find(entry.pid(), entry.startedAtMillis());
            if (process.isPresent()) {
                ProcessGroup.end(process.get(), "KILL", Duration.ofSeconds(5));
            }
        }
    }

    @Test
    void startsAndStopsAWholeProcessGroup() throws Exception {
        Path child = folder.resolve("child.pid");
        ProcessActuator actuator = actuator("sh -c 'sleep 1000 & echo $! > " + child + "; wait'");

        actuator.start(spec(1));
        FleetEvent.Addressed addressed = await(FleetEvent.Addressed.class);
        assertEquals(freeBase, addressed.endpoint().baseUrl().getPort());
        long pid = awaitPid(child);

        actuator.stop(new ReplicaId("p-1"), Duration.ofSeconds(5));
        await(FleetEvent.Stopped.class);

        assertTrue(
                ProcessHandle.of(pid)
                        .map(
                                process ->
                                        process.onExit()
                                                .orTimeout(5, TimeUnit.SECONDS)
                                                .handle((done, late) -> late == null)
                                                .join())
                        .orElse(true),
                "the child of the child survived");
        assertEquals(List.of(), new ProcessLedger(folder.resolve("state")).runs());
    }

    @Test
    void killsWhatIgnoresTheSignalWhenTheGraceIsOver() throws Exception {
        Path ready = folder.resolve("ready");
        ProcessActuator actuator =
                actuator(
                        "sh -c \"trap '' TERM; echo $$ > "
                                + ready
                                + "; while :; do sleep 1; done\"");
        actuator.start(spec(1));
        await(FleetEvent.Addressed.class);
        awaitPid(ready);

        actuator.stop(new ReplicaId("p-1"), Duration.ofMillis(200));

        await(FleetEvent.Stopped.class);
    }

    @Test
    void aProcessThatDiesIsAFailureWithItsLastLogLines() throws Exception {
        ProcessActuator actuator = actuator("sh -c 'echo out of memory; exit 7'");

        actuator.start(spec(1));

        FleetEvent.Failed failed = await(FleetEvent.Failed.class);
        assertTrue(failed.reason().contains("out of memory"), failed.reason());
        assertTrue(failed.reason().contains("ended by itself with exit code 7"), failed.reason());
    }

    @Test
    void aSignalThatEndsAProcessIsNamed() throws Exception {
        ProcessActuator actuator = actuator("kill -KILL $$");

        actuator.start(spec(1));

        FleetEvent.Failed failed = await(FleetEvent.Failed.class);
        assertTrue(failed.reason().contains("signal 9 ended the process"), failed.reason());
    }

    @Test
    void anyShellCommandWill() throws Exception {
        Path seen = folder.resolve("seen");
        String command = "cd %s && A=b sh -c 'echo $A $PWD' > seen; sleep 1000".formatted(folder);
        ProcessActuator actuator = actuator(command);

        actuator.start(spec(1));
        await(FleetEvent.Addressed.class);
        awaitFile(seen);

        assertEquals("b " + folder, Files.readString(seen).strip());
        actuator.stop(new ReplicaId("p-1"), Duration.ofSeconds(5));
        await(FleetEvent.Stopped.class);
    }

    @Test
    void theLogSaysWhenTheModelWasLoaded() throws Exception {
        Path log = Files.createDirectories(folder.resolve("logs")).resolve("p-1.log");
        Files.writeString(log, "Loading weights took 99 seconds\nApplication startup complete.\n");
        ProcessActuator actuator =
                actuator(
                        "sh -c 'echo Starting to load model tiny; echo Loading weights took 0.03 seconds;"
                                + " echo init engine took 3.24 s; sleep 1000'");

        actuator.start(spec(1));

        FleetEvent.Reached reached = await(FleetEvent.Reached.class);
        while (reached.phase() != StartPhase.INIT) {
            reached = await(FleetEvent.Reached.class);
        }
        FleetEvent.Reached loaded = await(FleetEvent.Reached.class);
        assertEquals(StartPhase.LOAD, loaded.phase());
        assertTrue(loaded.atNanos() >= reached.atNanos(), "loaded after it began to load");
        assertEquals("weights 0.0 s, engine init 3.2 s", loaded.detail());
    }

    /** As vLLM's engine outlives its server when that is killed, together with the controller. */
    @Test
    void whatOutlivesAKilledProcessIsFoundAndEnded() throws Exception {
        Path child = folder.resolve("child.pid");
        ProcessActuator actuator =
                actuator("sh -c 'sleep 1000 & echo $! > " + child + "; exec sleep 1000'");
        actuator.start(spec(1));
        await(FleetEvent.Addressed.class);
        awaitFile(child);
        actuator.close();
        ProcessLedger.Entry entry =
                new ProcessLedger(folder.resolve("state")).entries(RUN).getFirst();
        ProcessHandle leader = ProcessHandle.of(entry.pid()).orElseThrow();
        leader.destroyForcibly();
        leader.onExit().get(20, TimeUnit.SECONDS);

        assertTrue(ProcessActuator.isRunning(entry), "its child runs");
        assertTrue(ProcessActuator.end(entry, Duration.ofSeconds(5)));

        assertFalse(ProcessActuator.isRunning(entry), "its child ran on");
    }

    @Test
    void refusesAPortThatIsTaken() throws Exception {
        try (var taken = new ServerSocket(0)) {
            ProcessActuator actuator = actuator("sleep 1000");
            var overrides =
                    new ReplicaSpec.Overrides(
                            null, null, taken.getLocalPort(), null, null, null, Map.of());

            actuator.start(new ReplicaSpec(new ReplicaId("p-1"), 1, overrides));

            FleetEvent.Failed failed = await(FleetEvent.Failed.class);
            assertEquals("port " + taken.getLocalPort() + " is taken", failed.reason());
        }
    }

    @Test
    void anotherControllerOfTheSameRunAdoptsWhatRuns() throws Exception {
        actuator("sleep 1000").start(spec(2));
        FleetEvent.Addressed first = await(FleetEvent.Addressed.class);
        isPredecessorAlive = false;

        ProcessActuator successor = actuator("sleep 1000");
        successor.adopt(RUN);

        assertEquals(2, await(FleetEvent.Appeared.class).spec().ordinal());
        assertEquals(first.endpoint(), await(FleetEvent.Addressed.class).endpoint());
        successor.stop(new ReplicaId("p-2"), Duration.ofSeconds(5));
        FleetEvent end = awaitEither();
        assertInstanceOf(FleetEvent.Stopped.class, end);
    }

    @Test
    void secretsReachTheProcessByItsEnvironmentOnly() throws Exception {
        Path seen = folder.resolve("seen");
        var settings =
                settings(
                        "sh -c 'echo $TOKEN > " + seen + "; sleep 1000'",
                        Map.of("TOKEN", "not-a-real-one"));
        new ProcessActuator(settings, RUN, events::add, SystemTime.start()).start(spec(1));
        await(FleetEvent.Addressed.class);

        awaitFile(seen);

        assertEquals("not-a-real-one", Files.readString(seen).strip());
        var entry = new ProcessLedger(folder.resolve("state")).entries(RUN).getFirst();
        String argv = ProcessHandle.of(entry.pid()).orElseThrow().info().commandLine().orElse("");
        assertFalse(argv.contains("not-a-real-one"));
        assertFalse(settings.toString().contains("not-a-real-one"));
    }

    private final int freeBase = Ports.free(3);

    private volatile boolean isPredecessorAlive = true;

    private ProcessActuator actuator(String command) {
        boolean predecessor = isPredecessorAlive;
        return new ProcessActuator(
                settings(command, Map.of()),
                RUN,
                event -> {
                    if (!predecessor || isPredecessorAlive) {
                        events.add(event);
                    }
                },
                SystemTime.start());
    }

    private ProcessSettings settings(String command, Map<String, String> environment) {
        return new ProcessSettings(
                command,
                environment,
                "127.0.0.1",
                freeBase,
                "TERM",
                folder.resolve("logs"),
                folder.resolve("state"));
    }

    private static ReplicaSpec spec(int ordinal) {
        return new ReplicaSpec(new ReplicaId("p-" + ordinal), ordinal, ReplicaSpec.Overrides.NONE);
    }

    private <E extends FleetEvent> E await(Class<E> type) throws InterruptedException {
        while (true) {
            FleetEvent event = awaitEither();
            if (type.isInstance(event)) {
                return type.cast(event);
            }
            boolean isEnd =
                    event instanceof FleetEvent.Failed || event instanceof FleetEvent.Stopped;
            assertFalse(isEnd, "ended early: " + event);
        }
    }

    private FleetEvent awaitEither() throws InterruptedException {
        FleetEvent event = events.poll(20, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event within 20 s");
        }
        return event;
    }

    private static long awaitPid(Path file) throws Exception {
        awaitFile(file);
        return Long.parseLong(Files.readString(file).strip());
    }

    /** Waits for a file with a whole line, as long as the test's own time limit allows. */
    private static void awaitFile(Path file) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.exists(file) || !Files.readString(file).endsWith("\n")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no " + file + " within 20 s");
            }
            Thread.onSpinWait();
        }
    }
}
