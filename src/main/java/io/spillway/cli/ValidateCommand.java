package io.spillway.cli;

import io.spillway.config.ExperimentDescriber;
import io.spillway.config.LoadedExperiment;
import io.spillway.study.RunFailedException;
import io.spillway.wiring.ExperimentAudit;
import io.spillway.wiring.TraceReadings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Reads an experiment and says what would run. */
@Command(
        name = "validate",
        description = "Checks an experiment file and prints what would run; starts nothing.")
final class ValidateCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private CommonOptions options = new CommonOptions();

    @Option(
            names = {"-c", "--config", "--config_file"},
            paramLabel = "FILE",
            required = true,
            description = "The experiment file.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws RunFailedException {
        LoadedExperiment loaded =
                ExperimentAudit.check(
                        options.loader().load(file, options.allOverrides()), options.clock);
        PrintWriter out = spec.commandLine().getOut();
        ExperimentDescriber.describe(loaded, TraceReadings.facts(loaded.experiment()))
                .forEach(out::println);
        return ExitCode.OK.value();
    }
}
