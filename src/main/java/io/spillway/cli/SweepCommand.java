package io.spillway.cli;

import io.spillway.config.Experiment;
import io.spillway.config.LoadedExperiment;
import io.spillway.report.StudyJson;
import io.spillway.report.html.SweepPages;
import io.spillway.study.RunFailedException;
import io.spillway.study.sweep.Sweep;
import io.spillway.study.sweep.SweepResult;
import io.spillway.study.sweep.SweepTable;
import io.spillway.wiring.Studies;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Finds where capacity ends. */
@Command(
        name = "sweep",
        description = {
            "Finds where capacity ends, within a bound of time printed first.",
            "The search is load.sweep of the experiment file; then its stages are run."
        })
final class SweepCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private CommonOptions options = new CommonOptions();

    @Option(
            names = {"-c", "--config", "--config_file"},
            paramLabel = "FILE",
            required = true,
            description = "The experiment file.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws RunFailedException, InterruptedException {
        LoadedExperiment loaded = options.loader().load(file, options.allOverrides());
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter chatter = options.json ? spec.commandLine().getErr() : out;
        SweepResult result = sweep(loaded.experiment(), chatter);
        if (options.out != null) {
            String name = loaded.experiment().name();
            String title = name.isEmpty() ? result.runId() : name;
            write(options.out, "sweep.json", StudyJson.of(result));
            write(options.out, SweepPages.FILE_NAME, SweepPages.of(result, title, loaded.yaml()));
            chatter.println("Page: " + options.out.resolve(SweepPages.FILE_NAME));
        }
        if (options.json) {
            out.print(StudyJson.of(result));
        } else {
            SweepTable.lines(result).forEach(out::println);
        }
        out.flush();
        return ExitCode.OK.value();
    }

    private SweepResult sweep(Experiment experiment, PrintWriter chatter)
            throws RunFailedException, InterruptedException {
        Consumer<String> progress =
                line -> {
                    if (!options.quiet) {
                        chatter.println(line);
                        chatter.flush();
                    }
                };
        try (var studies = new Studies(options.runIdOrNew(), Version.current(), progress)) {
            Sweep sweep = studies.sweep(experiment, options.clock);
            sweep.plan().lines().forEach(chatter::println);
            chatter.flush();
            return sweep.run();
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }

    private static void write(Path folder, String name, String text) throws RunFailedException {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), text);
        } catch (IOException unwritable) {
            throw new RunFailedException(
                    "%s cannot be written: %s".formatted(folder, unwritable.getMessage()),
                    unwritable);
        }
    }
}
