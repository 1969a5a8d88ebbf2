package io.spillway.cli;

import io.spillway.fleet.RunId;
import io.spillway.wiring.Cleanup;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Removes what runs left behind. */
@Command(
        name = "cleanup",
        description = "Lists what runs left behind, and with --run removes it.")
final class CleanupCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--run", paramLabel = "ID", description = "Remove what this run left.")
    private @Nullable String run;

    @Mixin private LogOption log = new LogOption();

    @Override
    public Integer call() throws InterruptedException {
        log.check();
        PrintWriter out = spec.commandLine().getOut();
        List<String> lines;
        if (run == null) {
            lines = Cleanup.leftovers();
        } else {
            try {
                lines = Cleanup.processes(new RunId(run));
            } catch (IllegalArgumentException wrong) {
                throw new UsageException("--run: " + wrong.getMessage());
            }
        }
        if (lines.isEmpty()) {
            out.println("Nothing is left behind.");
        }
        lines.forEach(out::println);
        out.flush();
        return ExitCode.OK.value();
    }
}
