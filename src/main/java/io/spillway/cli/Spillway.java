package io.spillway.cli;

import io.spillway.config.ConfigException;
import io.spillway.study.RunFailedException;
import io.spillway.study.WrongSettingException;

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
            CompareCommand.class,
            EvaluateCommand.class,
            ScenarioCommand.class,
            ValidateCommand.class,
            ReportCommand.class,
            SimulateCommand.class,
            MonitorCommand.class,
            CleanupCommand.class,
            InferencePerfCommand.class,
            CompletionCommand.class,
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
        var line = new CommandLine(new Spillway());
        line.getSubcommands().values().forEach(Spillway::takeOverrides);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .registerConverter(java.time.Duration.class, Durations::parse)
                .setParameterExceptionHandler(Spillway::explainUsage)
                .setExecutionExceptionHandler(Spillway::explain);
    }

    /** Picocli does not take a mixin's list of unmatched arguments along. */
    private static void takeOverrides(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.mixins().values().stream()
                .flatMap(mixin -> mixin.unmatchedArgsBindings().stream())
                .forEach(spec::addUnmatchedArgsBinding);
    }

    /** What is wrong with the command line, what was probably meant, and where to read more. */
    private static int explainUsage(CommandLine.ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        var err = command.getErr();
        String what =
                wrong instanceof CommandLine.UnmatchedArgumentException unmatched
                        ? UnknownWord.of(unmatched)
                        : wrong.getMessage();
        err.println("spillway: " + what);
        err.println("See %s --help".formatted(command.getCommandSpec().qualifiedName()));
        return ExitCode.USAGE.value();
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
            case WrongSettingException wrong -> {
                err.println("spillway: " + wrong.getMessage());
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
