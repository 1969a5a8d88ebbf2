package io.spillway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** inference-perf's own command line, for manifests and scripts that call it. */
@Command(
        name = "inference-perf",
        description = {
            "The command line of inference-perf: -c runs its configuration as run does,",
            "-a shows results folders as report does. They take the other options."
        })
final class InferencePerfCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-c", "--config_file", "--config-file"},
            paramLabel = "FILE",
            description = "The configuration to run.")
    private @Nullable String file;

    @Option(
            names = {"-a", "--analyze"},
            arity = "1..*",
            paramLabel = "DIR",
            description = "Results folders to show.")
    private List<String> folders = List.of();

    @Unmatched private List<String> others = new ArrayList<>();

    @Override
    public Integer call() {
        if (file != null && !folders.isEmpty()) {
            throw new UsageException("give either -c FILE or -a DIR, not both");
        }
        if (file != null) {
            return execute("run", "-c", file);
        }
        if (folders.isEmpty()) {
            throw new UsageException("name a configuration: inference-perf --config_file FILE");
        }
        var report = new ArrayList<String>(List.of("report"));
        report.addAll(folders);
        return execute(report.toArray(String[]::new));
    }

    private int execute(String... command) {
        var arguments = new ArrayList<String>(List.of(command));
        arguments.addAll(others);
        CommandLine asked = spec.commandLine();
        return Spillway.commandLine()
                .setOut(asked.getOut())
                .setErr(asked.getErr())
                .execute(arguments.toArray(String[]::new));
    }
}
