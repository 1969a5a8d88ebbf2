package io.spillway.actuate.process;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How replicas run as processes.
 *
 * @param command a shell command with {@code {port}}, {@code {replica}} and {@code {ordinal}}
 *     replaced per replica
 * @param environment added to the environment; the place for secrets, which never reach argv
 * @param host where the servers are reached
 * @param basePort the n-th replica listens on {@code basePort + n - 1}, unless overridden
 * @param stopSignal name without SIG, sent first: {@code TERM}
 * @param logFolder receives {@code <replica>.log}
 * @param stateFolder remembers what runs, per run
 */
public record ProcessSettings(
        String command,
        Map<String, String> environment,
        String host,
        int basePort,
        String stopSignal,
        Path logFolder,
        Path stateFolder) {

    public ProcessSettings {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        if (command.isBlank()) {
            throw new IllegalArgumentException("the start command is blank");
        }
    }

    /** The environment may hold secrets. */
    @Override
    public String toString() {
        return "ProcessSettings[command=%s, basePort=%d]".formatted(command, basePort);
    }
}
