package io.spillway.cli;

import io.spillway.config.DottedOverride;
import io.spillway.config.LoadedExperiment;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs an experiment file: Spillway's own, or an inference-perf configuration as it is. */
@Command(
        name = "run",
        description = {
            "Runs an experiment file, or an inference-perf configuration as it is.",
            "With load.sweep it finds the end of capacity first, and then runs the stages up to it.",
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

    @Option(
            names = "--dry-run",
            description = "Print every action and every object, and do nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        if (file == null && options.overrides.isEmpty()) {
            throw new UsageException("name an experiment file: spillway run -c FILE");
        }
        LoadedExperiment loaded = load(List.of());
        if (dryRun) {
            return new Execution(options, spec.commandLine()).dryRun(loaded).value();
        }
        ExitCode code =
                loaded.experiment().load().sweep() == null
                        ? new Execution(options, spec.commandLine()).run(loaded)
                        : new SweptRun(options, spec.commandLine(), this::load).run(loaded);
        return code.value();
    }

    private LoadedExperiment load(List<DottedOverride> more) {
        List<DottedOverride> all = new ArrayList<>(options.allOverrides());
        all.addAll(more);
        return file == null ? options.loader().load(all) : options.loader().load(file, all);
    }
}
