package io.spillway.actuate.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process and everything it started, signalled together where the system has {@code setsid}. */
final class ProcessGroup {

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Path PROC = Path.of("/proc");
    private static final String ZOMBIE = "Z";
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 50;

    private ProcessGroup() {}

    /**
     * The argv that runs a shell command, whatever it consists of, as the leader of a new group.
     */
    static List<String> leading(String command) {
        return Files.isExecutable(SETSID)
                ? List.of(SETSID.toString(), "/bin/sh", "-c", command)
                : List.of("/bin/sh", "-c", command);
    }

    /**
     * Ends the group: the signal first, KILL when the time is over. What the leader started counts,
     * also when the leader itself has ended. Blocks; true when all of it is gone.
     */
    static boolean end(ProcessHandle leader, String signal, Duration grace)
            throws InterruptedException {
        return end(Optional.of(leader), leader.pid(), signal, grace);
    }

    /** The same of a group whose leader is gone. */
    static boolean endOrphans(long group, String signal, Duration grace)
            throws InterruptedException {
        return end(Optional.empty(), group, signal, grace);
    }

    private static boolean end(
            Optional<ProcessHandle> leader, long group, String signal, Duration grace)
            throws InterruptedException {
        if (running(leader, group).isEmpty()) {
            return true;
        }
        signal(leader, group, signal);
        if (awaitEnd(leader, group, grace)) {
            return true;
        }
        signal(leader, group, "KILL");
        return awaitEnd(leader, group, KILL_LIMIT);
    }

    private static boolean awaitEnd(Optional<ProcessHandle> leader, long group, Duration limit)
            throws InterruptedException {
        List<ProcessHandle> running = running(leader, group);
        for (long left = limit.toMillis(); !running.isEmpty(); left -= LOOK_MILLIS) {
            if (left <= 0) {
                return false;
            }
            awaitExit(running, Math.min(left, LOOK_MILLIS));
            running.removeIf(process -> !isRunning(process));
            if (running.isEmpty()) {
                running = running(leader, group);
            }
        }
        return true;
    }

    /** Of those that nobody waits for it is not told that they have ended: not for longer. */
    private static void awaitExit(List<ProcessHandle> running, long millis)
            throws InterruptedException {
        try {
            CompletableFuture.allOf(
                            running.stream()
                                    .map(ProcessHandle::onExit)
                                    .toArray(CompletableFuture[]::new))
                    .get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillRunning) {
            // The next look sees how it is.
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<ProcessHandle> running(Optional<ProcessHandle> leader, long group) {
        List<ProcessHandle> running = members(group);
        leader.filter(ProcessGroup::isRunning)
                .filter(process -> !running.contains(process))
                .ifPresent(running::add);
        return running;
    }

    /**
     * Whether something runs of a group whose leader has ended: vLLM's engine outlives a server
     * that was killed, and keeps its memory. Another group may have the number by now, so it counts
     * only when it writes to this log.
     */
    static boolean isOrphaned(long group, Path log) {
        return ProcessHandle.of(group).filter(ProcessGroup::isRunning).isEmpty()
                && members(group).stream().anyMatch(member -> writesTo(member.pid(), log));
    }

    private static boolean writesTo(long pid, Path log) {
        for (String output : List.of("1", "2")) {
            try {
                Path file = PROC.resolve(Long.toString(pid)).resolve("fd").resolve(output);
                if (Files.isSameFile(file, log)) {
                    return true;
                }
            } catch (IOException closedOrNotOurs) {
                // Then it does not say.
            }
        }
        return false;
    }

    /**
     * What runs of the group; those that ended and were not waited for do not count. Without {@code
     * /proc} nothing is known of them.
     */
    private static List<ProcessHandle> members(long group) {
        List<ProcessHandle> members = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (isMember(process, group)) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    ProcessHandle.of(pid).ifPresent(members::add);
                }
            }
        } catch (IOException | DirectoryIteratorException noProc) {
            return new ArrayList<>();
        }
        return members;
    }

    private static boolean isMember(Path process, long group) {
        List<String> fields = stat(process);
        return fields.size() > 2
                && !fields.getFirst().equals(ZOMBIE)
                && fields.get(2).equals(Long.toString(group));
    }

    /** Nobody may wait for those that ended, as in a container whose first process does not. */
    private static boolean isRunning(ProcessHandle process) {
        List<String> fields = stat(PROC.resolve(Long.toString(process.pid())));
        return process.isAlive() && (fields.isEmpty() || !fields.getFirst().equals(ZOMBIE));
    }

    /** State, parent, group, …; empty where the system does not say. */
    private static List<String> stat(Path process) {
        try {
            // pid (name) state parent group …; the name may hold anything.
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        } catch (IOException ended) {
            return List.of();
        }
    }

    /** Signals the group, and the leader alone where there is no group of that number. */
    private static void signal(Optional<ProcessHandle> leader, long group, String signal)
            throws InterruptedException {
        if (!kill(signal, "-" + group) && leader.filter(ProcessGroup::isRunning).isPresent()) {
            kill(signal, Long.toString(group));
        }
    }

    private static boolean kill(String signal, String target) throws InterruptedException {
        try {
            Process kill =
                    new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " -- " + target)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return kill.waitFor() == 0;
        } catch (IOException noShell) {
            return false;
        }
    }

    /** The process with this number, if it is still the one that was started then. */
    static Optional<ProcessHandle> find(long pid, long startedAtMillis) {
        return ProcessHandle.of(pid)
                .filter(ProcessGroup::isRunning)
                .filter(process -> startMillis(process) == startedAtMillis);
    }

    /** When the process started, as the system says; 0 when it does not. */
    static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }
}
