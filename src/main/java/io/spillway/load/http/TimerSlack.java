package io.spillway.load.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Timer slack is how much later than asked Linux may wake a thread, to save wake-ups: 50 µs unless
 * set. Threads that pace or stamp want none.
 */
public final class TimerSlack {
    private static final Path THREAD = Path.of("/proc/thread-self");
    private static final String LEAST_NANOS = "1";

    private TimerSlack() {}

    /**
     * Sets the calling platform thread's slack to 1 ns. False where that is not possible (not
     * Linux, a read-only {@code /proc}), which is no error.
     */
    public static boolean minimise() {
        try {
            String id = Files.readSymbolicLink(THREAD).getFileName().toString();
            Files.writeString(Path.of("/proc", id, "timerslack_ns"), LEAST_NANOS);
            return true;
        } catch (IOException | UnsupportedOperationException | SecurityException notHere) {
            return false;
        }
    }
}
