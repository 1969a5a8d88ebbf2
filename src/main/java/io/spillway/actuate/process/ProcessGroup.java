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
import java.util.stream.Stream;

/** A process and everything it started, signalled together where the system has {@code setsid}. */
final class ProcessGroup {

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Path PROC = Path.of("/proc");
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    private ProcessGroup() {}

    /** The argv that runs a shell command as the leader of a new group, in the caller's process. */
    static List<String> leading(String command) {
        return Files.isExecutable(SETSID)
                ? List.of(SETSID.toString(), "/bin/sh", "-c", "exec " + command)
                : List.of("/bin/sh", "-c", "exec " + command);
    }

    /**
     * Ends the group: the signal first, KILL when the time is over. What the leader started counts,
     * also when the leader itself has ended. Blocks; true when all of it is gone.
     */
    static boolean end(ProcessHandle leader, String signal, Duration grace)
            throws InterruptedException {
        if (!leader.isAlive() && members(leader.pid()).isEmpty()) {
            return true;
        }
        signal(leader, signal);
        if (awaitEnd(leader.pid(), Stream.of(leader), grace)) {
            return true;
        }
        signal(leader, "KILL");
        leader.destroyForcibly();
        return awaitEnd(leader.pid(), Stream.of(leader), KILL_LIMIT);
    }

    /**
     * Whether something runs of a group whose leader has ended: vLLM's engine outlives a server
     * that was killed, and keeps its memory. Another group may have the number by now, so it counts
     * only when it writes to this log.
     */
    static boolean isOrphaned(long group, Path log) {
        return ProcessHandle.of(group).isEmpty()
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

    /** Ends a group without its leader, as {@link #end} does. */
    static boolean endOrphans(long group, String signal, Duration grace)
            throws InterruptedException {
        kill(signal, "-" + group);
        if (awaitEnd(group, Stream.of(), grace)) {
            return true;
        }
        kill("KILL", "-" + group);
        return awaitEnd(group, Stream.of(), KILL_LIMIT);
    }

    private static boolean awaitEnd(long group, Stream<ProcessHandle> others, Duration limit)
            throws InterruptedException {
        List<CompletableFuture<ProcessHandle>> ends = new ArrayList<>();
        Stream.concat(others, members(group).stream()).forEach(one -> ends.add(one.onExit()));
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return members(group).isEmpty();
        } catch (TimeoutException stillRunning) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
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
            return List.of();
        }
        return members;
    }

    /** {@code pid (name) state parent group …}; the name may hold anything. */
    private static boolean isMember(Path process, long group) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 4);
            return !fields[0].equals("Z") && fields[2].equals(Long.toString(group));
        } catch (IOException ended) {
            return false;
        }
    }

    /** Signals the group, and the leader alone where there is no group of that number. */
    private static void signal(ProcessHandle leader, String signal) throws InterruptedException {
        long pid = leader.pid();
        if (!kill(signal, "-" + pid) && leader.isAlive()) {
            kill(signal, Long.toString(pid));
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
                .filter(ProcessHandle::isAlive)
                .filter(process -> startMillis(process) == startedAtMillis);
    }

    /** When the process started, as the system says; 0 when it does not. */
    static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }
}
