package io.spillway.actuate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process and everything it started, signalled together where the system has {@code setsid}. */
final class ProcessGroup {

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private ProcessGroup() {}

    /** The argv that runs a shell command as the leader of a new group, in the caller's process. */
    static List<String> leading(String command) {
        return Files.isExecutable(SETSID)
                ? List.of(SETSID.toString(), "/bin/sh", "-c", "exec " + command)
                : List.of("/bin/sh", "-c", "exec " + command);
    }

    /**
     * Ends the group: the signal first, KILL when the time is over. Blocks; true when it is gone.
     */
    static boolean end(ProcessHandle leader, String signal, Duration grace)
            throws InterruptedException {
        if (!leader.isAlive()) {
            return true;
        }
        signal(leader, signal);
        if (awaitExit(leader, grace)) {
            return true;
        }
        signal(leader, "KILL");
        leader.destroyForcibly();
        return awaitExit(leader, Duration.ofSeconds(5));
    }

    private static boolean awaitExit(ProcessHandle leader, Duration limit)
            throws InterruptedException {
        try {
            leader.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillRunning) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Signals the group, and the leader alone where there is no group of that number. */
    private static void signal(ProcessHandle leader, String signal) throws InterruptedException {
        long pid = leader.pid();
        if (!kill(signal, "-" + pid)) {
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
