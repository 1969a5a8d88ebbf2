package io.spillway.cli;

import io.spillway.config.LoadedExperiment;
import io.spillway.fleet.RunId;
import io.spillway.report.StudyJson;
import io.spillway.study.RunFailedException;
import io.spillway.study.sweep.SweepResult;
import io.spillway.study.sweep.SweepTable;
import io.spillway.wiring.ExperimentAudit;
import io.spillway.wiring.ResultsFolder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

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
        LoadedExperiment loaded =
                ExperimentAudit.check(
                        options.loader().load(file, options.allOverrides()), options.clock);
        var execution = new Execution(options, spec.commandLine());
        loaded.warnings()
                .forEach(warning -> execution.chatter().println("warning: " + warning.render()));
        RunId id = options.runIdOrNew();
        Path folder = execution.folder(loaded.experiment(), id);
        ResultsFolder.refuseForeign(folder, id);
        var search = new SweepSearch(options, execution.chatter(), id);
        SweepSearch.Ended ended = search.run(loaded.experiment(), null);
        SweepResult result = ended.result();
        if (result == null) {
            return ended.code().value();
        }
        print(result);
        return search.leave(result, loaded, folder).value();
    }

    private void print(SweepResult result) {
        PrintWriter out = spec.commandLine().getOut();
        if (options.json) {
            out.print(StudyJson.of(result));
        } else {
            SweepTable.lines(result).forEach(out::println);
        }
        out.flush();
    }
}
