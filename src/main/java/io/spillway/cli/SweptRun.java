package io.spillway.cli;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.VerdictInputs;
import io.spillway.config.DottedOverride;
import io.spillway.config.Experiment;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.RateStage;
import io.spillway.fleet.RunId;
import io.spillway.study.RunFailedException;
import io.spillway.study.sweep.Saturation;
import io.spillway.study.sweep.SweepResult;
import io.spillway.study.sweep.SweepTable;
import io.spillway.wiring.ExperimentAudit;
import io.spillway.wiring.ResultsFolder;
import io.spillway.wiring.RunSession;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A run whose stages a sweep finds: the search in memory, then the generated stages as a run with
 * everything that runs leave, and the sweep's own documents beside it.
 */
final class SweptRun {
    private final CommonOptions options;
    private final PrintWriter chatter;
    private final Execution execution;
    private final Loading loading;
    private Execution.@Nullable Outcome stages;

    /** Loads the experiment again, with more overrides. */
    @FunctionalInterface
    interface Loading {
        LoadedExperiment with(List<DottedOverride> more);
    }

    SweptRun(CommonOptions options, CommandLine command, Loading loading) {
        this.options = options;
        this.execution = new Execution(options, command);
        this.chatter = execution.chatter();
        this.loading = loading;
    }

    ExitCode run(LoadedExperiment unchecked) throws RunFailedException, InterruptedException {
        RunId id = options.runIdOrNew();
        LoadedExperiment loaded = ExperimentAudit.check(unchecked, options.clock);
        Path folder = execution.folder(loaded.experiment(), id);
        ResultsFolder.refuseForeign(folder, id);
        var search = new SweepSearch(options, chatter, id);
        SweepSearch.Ended ended =
                search.run(
                        loaded.experiment(),
                        (given, searched) -> stages(given, searched, loaded, id));
        SweepResult result = ended.result();
        if (result == null) {
            return ended.code();
        }
        SweepTable.lines(result).forEach(chatter::println);
        chatter.println();
        chatter.flush();
        Execution.Outcome ran = stages;
        if (ran == null) {
            return search.leave(result, loaded, folder);
        }
        execution.print(ran);
        return ran.code();
    }

    /** The file with the generated stages in place of its sweep, on the sweep's own fleet. */
    private RunSummary stages(
            Experiment given, SweepResult searched, LoadedExperiment loaded, RunId id)
            throws RunFailedException, InterruptedException {
        String list =
                given.load().stages().stream().map(SweptRun::yaml).collect(Collectors.joining(","));
        LoadedExperiment plain =
                loading.with(
                        List.of(
                                new DottedOverride("--seed", Long.toString(given.seed())),
                                new DottedOverride("--load.sweep", "null"),
                                new DottedOverride("--load.stages", "[" + list + "]")));
        Experiment fixed = plain.experiment().withFleet(given.fleet()).withScaling(given.scaling());
        LoadedExperiment swept =
                new LoadedExperiment(
                        fixed, plain.yaml(), plain.warnings(), plain.redactor(), plain.origins());
        Execution.Outcome outcome = execution.runSwept(swept, context(searched, loaded), id);
        stages = outcome;
        return outcome.summary();
    }

    /** Its verdict on the estimate, and its documents in the folder. */
    private static RunSession.Context context(SweepResult searched, LoadedExperiment loaded) {
        VerdictInputs.Sweep estimate =
                switch (searched.saturation()) {
                    case Saturation.Found found ->
                            new VerdictInputs.Sweep(found.requestsPerSecond(), found.how());
                    case Saturation.NoPlateau _ -> null;
                };
        return new RunSession.Context(
                Version.current(),
                new VerdictInputs(estimate, null, null, null, null, null),
                summary -> SweepSearch.documents(searched.with(summary), loaded));
    }

    private static String yaml(RateStage stage) {
        return "{rate: %s, duration: %dms}"
                .formatted(stage.rate().toPlainString(), stage.duration().toMillis());
    }
}
