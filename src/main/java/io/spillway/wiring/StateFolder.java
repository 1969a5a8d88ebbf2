package io.spillway.wiring;

import java.nio.file.Path;

/** Where the product remembers what it started, across runs: {@code $XDG_STATE_HOME/spillway}. */
public final class StateFolder {

    private StateFolder() {}

    /** The ledger of local processes. */
    public static Path processes() {
        String state = System.getenv("XDG_STATE_HOME");
        Path base =
                state == null || state.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".local", "state")
                        : Path.of(state);
        return base.resolve("spillway").resolve("processes");
    }
}
