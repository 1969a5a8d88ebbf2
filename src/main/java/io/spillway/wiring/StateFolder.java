package io.spillway.wiring;

import java.nio.file.Path;

/** Where the product remembers what it started, across runs: {@code $XDG_STATE_HOME/spillway}. */
public final class StateFolder {

    private StateFolder() {}

    /** The ledger of local processes. */
    public static Path processes() {
        return base().resolve("processes");
    }

    /** Where on clusters runs act. */
    static Path clusters() {
        return base().resolve("clusters");
    }

    private static Path base() {
        String state = System.getenv("XDG_STATE_HOME");
        Path base =
                state == null || state.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".local", "state")
                        : Path.of(state);
        return base.resolve("spillway");
    }
}
