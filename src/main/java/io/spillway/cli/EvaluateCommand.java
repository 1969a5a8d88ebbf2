package io.spillway.cli;

import io.spillway.config.Experiment;
import io.spillway.config.LoadedExperiment;
import io.spillway.report.StudyJson;
import io.spillway.study.RunFailedException;
import io.spillway.study.evaluate.Evaluation;
import io.spillway.study.evaluate.EvaluationResult;
import io.spillway.study.evaluate.EvaluationTable;
import io.spillway.study.evaluate.Grid;
import io.spillway.study.evaluate.GridAxis;
import io.spillway.study.evaluate.GridException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Which policy, and which threshold. */
@Command(
        name = "evaluate",
        description = {
            "Runs a grid of policy settings over the same traffic on the virtual clock, and says"
                    + " which to use.",
            "An axis without a policy's name applies to every named policy that has the parameter;"
                    + " threshold is each policy's set point."
        })
final class EvaluateCommand implements Callable<Integer> {

    private static final int SHOWN_ROWS = 20;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private CommonOptions options = new CommonOptions();

    @Option(
            names = {"-c", "--config", "--config_file"},
            paramLabel = "FILE",
            required = true,
            description = "The experiment file.")
    private Path file = Path.of("");

    @Option(
            names = "--policies",
            split = ",",
            paramLabel = "NAME",
            description = "Policies to compare; the file's own without it.")
    private List<String> policies = List.of();

    @Option(
            names = "--grid",
            paramLabel = "[POLICY.]PARAM=V,V",
            description = "Values of a parameter, repeatable.")
    private List<String> grid = List.of();

    @Option(names = "--seeds", paramLabel = "N", description = "Paired seeds for each setting (3).")
    private int seeds = 3;

    @Option(names = "--threads", paramLabel = "N", description = "Runs at a time (the cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--no-sensitivity", description = "Skip other start-up times.")
    private boolean noSensitivity;

    @Override
    public Integer call() throws RunFailedException, InterruptedException {
        options.clock = Experiment.Clock.VIRTUAL;
        LoadedExperiment loaded = options.loader().load(file, options.allOverrides());
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter chatter = options.json ? spec.commandLine().getErr() : out;
        EvaluationResult result = evaluate(loaded, chatter);
        if (options.out != null) {
            write(options.out, StudyJson.of(result));
        }
        if (options.json) {
            out.print(StudyJson.of(result));
        } else {
            EvaluationTable.lines(result, SHOWN_ROWS).forEach(out::println);
        }
        out.flush();
        return ExitCode.OK.value();
    }

    private EvaluationResult evaluate(LoadedExperiment loaded, PrintWriter chatter)
            throws RunFailedException, InterruptedException {
        boolean live = Terminal.isTerminal();
        try {
            var studies = new Studies(options.runIdOrNew(), Version.current(), chatter::println);
            Evaluation evaluation = studies.evaluation(loaded.experiment());
            var axes = new ArrayList<GridAxis>();
            for (String axis : grid) {
                axes.add(GridAxis.parse(axis));
            }
            var request =
                    new Evaluation.Request(
                            new Grid.Axes(policies, axes), seeds, threads, !noSensitivity);
            return evaluation.run(
                    request,
                    (done, total, what) -> {
                        if (!options.quiet && (live || done % 50 == 0 || done == total)) {
                            chatter.printf(
                                    live ? "\r\u001B[K%d of %d runs: %s" : "%d of %d runs: %s%n",
                                    done,
                                    total,
                                    what);
                            chatter.flush();
                        }
                    });
        } catch (GridException wrong) {
            throw new UsageException(String.join("\n", wrong.problems()));
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }

    private static void write(Path folder, String json) throws RunFailedException {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("evaluation.json"), json);
        } catch (IOException unwritable) {
            throw new RunFailedException(
                    "%s cannot be written: %s".formatted(folder, unwritable.getMessage()),
                    unwritable);
        }
    }
}
