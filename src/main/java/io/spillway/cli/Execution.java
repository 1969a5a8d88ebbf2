package io.spillway.cli;

import io.spillway.analysis.Judgement;
import io.spillway.analysis.RunSummary;
import io.spillway.config.Experiment;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.StorageConfig;
import io.spillway.fleet.RunId;
import io.spillway.report.ConsoleReport;
import io.spillway.report.JunitXml;
import io.spillway.report.SummaryJson;
import io.spillway.study.RunEnding;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunListener;
import io.spillway.study.RunRequest;
import io.spillway.study.StartedRun;
import io.spillway.wiring.DryRun;
import io.spillway.wiring.ExperimentAudit;
import io.spillway.wiring.ResultsFolder;
import io.spillway.wiring.RunSession;
import io.spillway.wiring.Wiring;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs one experiment for a person: progress, tables, files, exit code. */
final class Execution {

    private final CommonOptions options;
    private final PrintWriter result;
    private final PrintWriter chatter;
    private final boolean isTerminal;

    Execution(CommonOptions options, CommandLine command) {
        this.options = options;
        this.result = command.getOut();
        this.chatter = options.json ? command.getErr() : command.getOut();
        this.isTerminal = Terminal.isTerminal();
    }

    /** Where everything for people goes: stdout, or stderr beside {@code --json}. */
    PrintWriter chatter() {
        return chatter;
    }

    /** A run that has ended, and what it means for the exit code. */
    record Outcome(RunSummary summary, @Nullable Judgement judgement, ExitCode code) {

        /** Whether the whole load was sent, however it went. */
        boolean wentThrough() {
            return switch (code) {
                case OK, SLO_MISSED, ALL_REQUESTS_FAILED, NOT_VALID -> true;
                case FAILED, USAGE, INTERRUPTED, TERMINATED -> false;
            };
        }
    }

    /** Runs with the usual progress. */
    ExitCode run(LoadedExperiment loaded) throws RunFailedException, InterruptedException {
        Terminal terminal = Terminal.on(chatter, isTerminal);
        RunListener listener = options.quiet ? new Address(chatter) : terminal;
        Outcome outcome = run(loaded, listener, options.runIdOrNew());
        terminal.clear();
        print(outcome);
        return outcome.code;
    }

    /** Runs with the usual progress what a sweep made; prints nothing at the end. */
    Outcome runSwept(LoadedExperiment loaded, RunSession.Context context, RunId id)
            throws RunFailedException, InterruptedException {
        Terminal terminal = Terminal.on(chatter, isTerminal);
        RunListener listener = options.quiet ? RunListener.NONE : terminal;
        Outcome outcome = run(loaded, listener, id, context);
        terminal.clear();
        return outcome;
    }

    /** Runs with somebody else watching; prints nothing but where the results are. */
    Outcome run(LoadedExperiment unchecked, RunListener listener, RunId id)
            throws RunFailedException, InterruptedException {
        return run(unchecked, listener, id, RunSession.Context.of(Version.current()));
    }

    private Outcome run(
            LoadedExperiment unchecked, RunListener listener, RunId id, RunSession.Context context)
            throws RunFailedException, InterruptedException {
        LoadedExperiment loaded = ExperimentAudit.check(unchecked, options.clock);
        loaded.warnings().forEach(warning -> chatter.println("warning: " + warning.render()));
        Path folder = folder(loaded.experiment(), id);
        ResultsFolder.refuseForeign(folder, id);
        var request = new RunRequest(id, options.clock, folder, options.keep, listener);
        if (!options.quiet) {
            chatter.printf(
                    "Run %s, seed %d, results in %s%n", id, loaded.experiment().seed(), folder);
            chatter.flush();
        }
        var interruption = new Interruption();
        RunSession.Finished finished;
        try (var _ = Interrupts.install(interruption::by)) {
            RunSession session = RunSession.start(new Wiring(), loaded, request, context);
            interruption.of(session.run());
            finished = session.finish();
        }
        if (finished.stored() != null && !options.quiet) {
            chatter.println(finished.stored());
        }
        finished.problems().forEach(problem -> chatter.println("error: " + problem));
        writeJunit(finished.summary());
        return new Outcome(
                finished.summary(), finished.judgement(), code(finished, interruption.code()));
    }

    /** Says where the live page is, and nothing else. */
    private record Address(PrintWriter out) implements RunListener {
        @Override
        public void dashboard(URI address) {
            Terminal.dashboard(out, address);
        }
    }

    /** A signal and the run it stops, whichever is there first. Any thread. */
    private static final class Interruption {
        private @Nullable ExitCode code;
        private @Nullable StartedRun run;

        synchronized void by(ExitCode signal) {
            code = signal;
            stop();
        }

        synchronized void of(StartedRun started) {
            run = started;
            stop();
        }

        private void stop() {
            if (code != null && run != null) {
                run.stop();
            }
        }

        synchronized @Nullable ExitCode code() {
            return code;
        }
    }

    /** Prints every action and every object of it, and does nothing. */
    ExitCode dryRun(LoadedExperiment loaded) throws RunFailedException {
        DryRun.Plan plan = DryRun.of(ExperimentAudit.check(loaded, options.clock));
        plan.lines().forEach(result::println);
        result.flush();
        return plan.possible() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** The result: JSON for machines, or tables for people. */
    void print(Outcome outcome) {
        if (options.json) {
            result.print(SummaryJson.write(outcome.summary, outcome.judgement));
        } else {
            result.print(
                    ConsoleReport.of(
                            outcome.summary, outcome.judgement, Terminal.style(isTerminal)));
        }
        result.flush();
    }

    /** Where a run leaves its results. */
    Path folder(Experiment experiment, RunId id) {
        if (options.out != null) {
            return options.out;
        }
        StorageConfig.Local local = experiment.storage().local();
        String path = local == null ? null : local.path();
        return path == null ? Path.of("results", id.value()) : Path.of(path);
    }

    private void writeJunit(RunSummary summary) {
        Path file = options.junit;
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, JunitXml.of(summary));
        } catch (IOException unwritable) {
            chatter.println("error: cannot write " + file + ": " + unwritable.getMessage());
        }
    }

    private ExitCode code(RunSession.Finished finished, @Nullable ExitCode interrupted) {
        RunSummary summary = finished.summary();
        ExitCode code = finished.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        switch (finished.result().ending()) {
            case RunEnding.Completed _ -> {}
            case RunEnding.Stopped _ ->
                    code = code.and(interrupted == null ? ExitCode.INTERRUPTED : interrupted);
            case RunEnding.Failed failed -> {
                chatter.println("spillway: " + failed.reason());
                finished.result().notes().forEach(note -> chatter.println("note: " + note));
                code = code.and(ExitCode.FAILED);
            }
        }
        if (summary.requests().scheduled() > 0 && summary.requests().succeeded() == 0) {
            code = code.and(ExitCode.ALL_REQUESTS_FAILED);
        }
        if (!summary.validity().valid()) {
            code = code.and(ExitCode.NOT_VALID);
        }
        RunSummary.Slo slo = summary.slo();
        if (slo != null && Boolean.FALSE.equals(slo.met())) {
            code = code.and(ExitCode.SLO_MISSED);
        }
        return code;
    }
}
