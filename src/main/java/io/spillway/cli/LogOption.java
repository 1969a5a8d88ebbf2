package io.spillway.cli;

import picocli.CommandLine.Option;

/** How much libraries say; read by {@link Logging} before options are parsed. */
final class LogOption {

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "Library logging: debug, info, warn, error (warn).")
    String level = "warn";

    /** Refuses a level that does not exist. */
    void check() {
        if (Logging.normal(level) == null) {
            throw new UsageException(
                    "--log-level is '%s'; allowed are debug, info, warn, error, off"
                            .formatted(level));
        }
    }
}
