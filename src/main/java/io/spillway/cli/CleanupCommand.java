package io.spillway.cli;

import io.spillway.fleet.RunId;
import io.spillway.wiring.Cleanup;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Removes what runs left behind. */
@Command(name = "cleanup", description = "Lists what runs left behind, and with --run removes it.")
final class CleanupCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--run", paramLabel = "ID", description = "Remove what this run left.")
    private @Nullable String run;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "Look there too, beside where this machine's runs have been.")
    private @Nullable String namespace;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Of that cluster.")
    private @Nullable Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "Of that kubeconfig.")
    private @Nullable String context;

    @Option(
            names = "--no-wait",
            description =
                    "Do not wait until the Lease of a controller that was just killed runs out.")
    private boolean noWait;

    @Mixin private LogOption log = new LogOption();

    @Override
    public Integer call() throws InterruptedException {
        log.check();
        PrintWriter out = spec.commandLine().getOut();
        boolean elsewhere = namespace != null || kubeconfig != null || context != null;
        Cleanup.Where where = elsewhere ? new Cleanup.Where(namespace, kubeconfig, context) : null;
        Cleanup.Outcome outcome =
                run == null
                        ? Cleanup.list(where)
                        : Cleanup.remove(runId(run), where, noWait ? null : this::progress);
        if (outcome.lines().isEmpty()) {
            out.println("Nothing is left behind.");
        }
        outcome.lines().forEach(out::println);
        out.flush();
        return (outcome.complete() ? ExitCode.OK : ExitCode.FAILED).value();
    }

    private void progress(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(text);
        err.flush();
    }

    private static RunId runId(String name) {
        try {
            return new RunId(name);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--run: " + wrong.getMessage());
        }
    }
}
