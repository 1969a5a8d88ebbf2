package io.spillway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** inference-perf's own command line, for manifests and scripts that call it. */
@Command(
        name = "inference-perf",
        description = {
            "The command line of inference-perf: -c runs its configuration as run does,",
            "-a renders a results folder again as report does."
        })
final class InferencePerfCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private CommonOptions options = new CommonOptions();

    @Option(
            names = {"-c", "--config_file", "--config-file"},
            paramLabel = "FILE",
            description = "The configuration to run.")
    private @Nullable Path file;

    @Option(
            names = {"-a", "--analyze"},
            arity = "1..*",
            paramLabel = "DIR",
            description = "Results folders to render again.")
    private List<Path> folders = List.of();

    @Override
    public Integer call() throws Exception {
        if (file != null && !folders.isEmpty()) {
            throw new UsageException("give either -c FILE or -a DIR, not both");
        }
        if (!folders.isEmpty()) {
            options.log.check();
            for (Path folder : folders) {
                ReportCommand.render(folder, options.json, spec.commandLine().getOut());
            }
            return ExitCode.OK.value();
        }
        if (file == null) {
            throw new UsageException("name a configuration: inference-perf --config_file FILE");
        }
        return RunCommand.run(file, options, spec.commandLine()).value();
    }
}
