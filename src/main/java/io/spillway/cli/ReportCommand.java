package io.spillway.cli;

import io.spillway.report.ComparedRuns;
import io.spillway.report.ComparisonText;
import io.spillway.report.ConsoleReport;
import io.spillway.report.RunData;
import io.spillway.report.StudyJson;
import io.spillway.report.SummaryJson;
import io.spillway.wiring.ResultsFolder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Renders results folders again, and shows those of other tools. */
@Command(
        name = "report",
        description = {
            "Renders a results folder again: report.html, summary.json and the tables.",
            "Works on the folder of a run that was killed, up to its last second.",
            "Results of inference-perf (either generation) and of vllm bench serve, and several"
                    + " at once, are shown side by side."
        })
final class ReportCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "DIR",
            arity = "1..*",
            description = "Results folders, or JSON files of vllm bench serve.")
    private List<Path> paths = List.of();

    @Option(names = "--json", description = "Print summary.json instead of tables.")
    private boolean json;

    @Mixin private LogOption log = new LogOption();

    @Override
    public Integer call() {
        log.check();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new UsageException("there is no %s".formatted(path));
            }
        }
        if (paths.size() == 1 && ResultsFolder.isOwn(paths.getFirst())) {
            own(paths.getFirst());
        } else {
            sideBySide();
        }
        return ExitCode.OK.value();
    }

    private void own(Path folder) {
        RunData data = render(folder);
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                json
                        ? SummaryJson.write(data.summary(), data.judgement())
                        : ConsoleReport.of(data, Terminal.style(Terminal.isTerminal())));
        if (!json) {
            out.println("Report: " + folder.resolve("report.html"));
        }
        out.flush();
    }

    private void sideBySide() {
        paths.stream().filter(ResultsFolder::isOwn).forEach(ReportCommand::render);
        ComparedRuns runs;
        try {
            runs = ComparedRuns.read(paths);
        } catch (IOException unreadable) {
            throw new UsageException(String.valueOf(unreadable.getMessage()));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(StudyJson.of(runs));
        } else {
            ComparisonText.details(runs).forEach(out::println);
            ComparisonText.lines(runs).forEach(out::println);
        }
        out.flush();
    }

    private static RunData render(Path folder) {
        try {
            return ResultsFolder.render(folder);
        } catch (IOException unreadable) {
            throw new UsageException(
                    "%s is not a results folder: %s".formatted(folder, unreadable.getMessage()));
        }
    }
}
