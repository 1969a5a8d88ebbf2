package io.spillway.cli;

import io.spillway.config.LoadedExperiment;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Runs an experiment file: Spillway's own, or an inference-perf configuration as it is. */
@Command(
        name = "run",
        description = {
            "Runs an experiment file, or an inference-perf configuration as it is.",
            "Any key can be overridden: --load.stages '[{rate: 5, duration: 30}]'."
        })
final class RunCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private CommonOptions options = new CommonOptions();

    @Option(
            names = {"-c", "--config", "--config_file"},
            paramLabel = "FILE",
            description = "The experiment file.")
    private @Nullable Path file;

    @Override
    public Integer call() throws Exception {
        if (file == null && options.overrides.isEmpty()) {
            throw new UsageException("name an experiment file: spillway run -c FILE");
        }
        LoadedExperiment loaded =
                file == null
                        ? options.loader().load(options.allOverrides())
                        : options.loader().load(file, options.allOverrides());
        return new Execution(options, spec.commandLine()).run(loaded).value();
    }
}
