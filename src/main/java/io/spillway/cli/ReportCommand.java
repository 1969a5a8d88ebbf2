package io.spillway.cli;

import io.spillway.report.ConsoleReport;
import io.spillway.report.RunData;
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
import java.util.concurrent.Callable;

/** Renders results folders again. */
@Command(
        name = "report",
        description = {
            "Renders a results folder again: report.html, summary.json and the tables.",
            "Works on the folder of a run that was killed, up to its last second."
        })
final class ReportCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "A results folder.")
    private Path folder = Path.of("");

    @Option(names = "--json", description = "Print summary.json instead of tables.")
    private boolean json;

    @Mixin private LogOption log = new LogOption();

    @Override
    public Integer call() {
        log.check();
        if (!Files.isDirectory(folder)) {
            throw new UsageException("%s is not a folder".formatted(folder));
        }
        PrintWriter out = spec.commandLine().getOut();
        RunData data;
        try {
            data = ResultsFolder.render(folder);
        } catch (IOException unreadable) {
            throw new UsageException(
                    "%s is not a results folder: %s".formatted(folder, unreadable.getMessage()));
        }
        out.print(
                json
                        ? SummaryJson.write(data.summary(), data.judgement())
                        : ConsoleReport.of(data, Terminal.style(Terminal.isTerminal())));
        if (!json) {
            out.println("Report: " + folder.resolve("report.html"));
        }
        out.flush();
        return ExitCode.OK.value();
    }
}
