package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * {@code fleet.process}: a local process per replica.
 *
 * @param command run by a shell; {@code {port}} stands for the replica's port
 * @param environment added to the controller's own; values may be secrets
 * @param host where the processes listen
 * @param basePort the n-th replica listens on {@code basePort + n − 1}
 * @param stopSignal sent first; the kill follows the drain deadline
 * @param logs folder of their output; null for the results folder
 */
public record ProcessConfig(
        String command,
        Map<String, Secret> environment,
        String host,
        int basePort,
        String stopSignal,
        @Nullable String logs) {

    private static final Set<String> SIGNALS = Set.of("TERM", "INT", "HUP", "QUIT", "KILL");

    public ProcessConfig {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    static ProcessConfig read(Section s) {
        String command = s.text("command");
        if (command == null) {
            s.missing("command", "write how a replica is started, as vllm serve … --port {port}");
        }
        Map<String, Secret> environment = new LinkedHashMap<>();
        s.textMap("env")
                .forEach(
                        (name, value) -> {
                            Secret secret = new Secret(value);
                            environment.put(name, secret);
                            if (SecretNames.isSecret(name)) {
                                s.reading().keep(secret);
                            }
                        });
        String signal = s.text("stop_signal", "TERM");
        String bare = signal.startsWith("SIG") ? signal.substring(3) : signal;
        if (!SIGNALS.contains(bare)) {
            s.problem("stop_signal", "allowed TERM, INT, HUP, QUIT, KILL");
        }
        return new ProcessConfig(
                command == null ? "" : command,
                environment,
                s.text("host", "127.0.0.1"),
                s.integer("base_port", 8001, Bounds.PORT),
                bare,
                s.text("log_dir"));
    }
}
