package io.spillway.cli;

import io.spillway.config.ConfigException;
import io.spillway.study.RunFailedException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/** The command itself: without a subcommand it shows what there is. */
@Command(
        name = "spillway",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = Version.class,
        description = "Drives load at a vLLM fleet, scales it, and reports what scaling was worth.",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            AutoscaleCommand.class,
            SweepCommand.class,
            EvaluateCommand.class,
            ValidateCommand.class,
            ReportCommand.class,
            SimulateCommand.class,
            MonitorCommand.class,
            CleanupCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done and SLOs met, 1 the run failed, 2 usage or configuration, 3 SLO"
                    + " missed, 4 every request failed, 5 finished but the measurement is not valid,"
                    + " 130/143 interrupted (results kept).",
            "First steps: spillway demo"
        })
public final class Spillway implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK.value();
    }

    /** Carries a command line out; returns the exit code. */
    public static int run(String... args) {
        Logging.configure(List.of(args));
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Spillway())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .registerConverter(java.time.Duration.class, Durations::parse)
                .setExecutionExceptionHandler(Spillway::explain);
    }

    /**
     * Errors that are the user's to mend are one message; anything else is a bug with its trace.
     */
    private static int explain(
            Exception error, CommandLine command, CommandLine.ParseResult parsed) {
        var err = command.getErr();
        return switch (error) {
            case ConfigException config -> {
                err.println(config.render());
                yield ExitCode.USAGE.value();
            }
            case UsageException usage -> {
                err.println("spillway: " + usage.getMessage());
                yield ExitCode.USAGE.value();
            }
            case RunFailedException failed -> {
                err.println("spillway: " + failed.getMessage());
                yield ExitCode.FAILED.value();
            }
            case null, default -> {
                err.println("spillway: an internal error; please report it with this trace");
                if (error != null) {
                    error.printStackTrace(err);
                }
                yield ExitCode.FAILED.value();
            }
        };
    }
}
