package io.spillway.cli;

import io.spillway.config.LoadedExperiment;
import io.spillway.fleet.RunId;
import io.spillway.study.RunFailedException;
import io.spillway.wiring.Cleanup;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** The classic autoscaling benchmark, with the flags and landmarks of the script it replaces. */
@Command(
        name = "autoscale",
        description = {
            "The classic benchmark: load on one server, a second one when its queue builds up.",
            "New replicas are Helm releases, or processes with --start-command."
        })
final class AutoscaleCommand implements Callable<Integer> {

    private static final int CONNECT_MILLIS = 1000;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private CommonOptions options = new CommonOptions();

    @Mixin private ClassicOptions classic = new ClassicOptions();

    @Option(names = "--hf-token", paramLabel = "VALUE", description = "Prefer HF_TOKEN or a file.")
    private @Nullable String token;

    @Option(names = "--hf-token-file", paramLabel = "FILE", description = "Holds the token.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--run-distributed",
            description = "Afterwards, run again spread over all replicas.")
    private boolean runDistributed;

    @Option(
            names = "--dry-run",
            description = "Print every action and every object, and do nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws RunFailedException, InterruptedException {
        var execution = new Execution(options, spec.commandLine());
        PrintWriter out = execution.chatter();
        var experiment = new ClassicExperiment(classic, token(out), isServing());
        RunId id = options.runIdOrNew();
        boolean keepAsked = options.keep;
        options.keep = keepAsked || runDistributed;
        LoadedExperiment loaded =
                options.loader().load(experiment.yaml(), "autoscale", options.allOverrides());
        if (dryRun) {
            return execution.dryRun(loaded).value();
        }
        var landmarks = new ClassicLandmarks(out, classic, experiment, loaded.redactor());
        ExitCode code;
        try {
            Execution.Outcome first = execution.run(loaded, landmarks, id);
            landmarks.results(first.summary());
            code = first.code();
            if (runDistributed && first.wentThrough()) {
                code = code.and(distributed(execution, experiment, landmarks, id));
            } else {
                execution.print(first);
            }
        } finally {
            if (runDistributed && !keepAsked) {
                Cleanup.remove(id, null, out::println).lines().forEach(out::println);
            }
        }
        out.flush();
        return code.value();
    }

    private ExitCode distributed(
            Execution execution, ClassicExperiment experiment, ClassicLandmarks landmarks, RunId id)
            throws RunFailedException, InterruptedException {
        PrintWriter out = execution.chatter();
        out.printf("Running the benchmark over all %d pods%n", landmarks.addresses().size());
        LoadedExperiment loaded =
                options.loader()
                        .load(
                                experiment.distributedYaml(landmarks.addresses()),
                                "autoscale",
                                options.allOverrides());
        if (options.out != null) {
            options.out = options.out.resolveSibling(options.out.getFileName() + "-distributed");
        }
        var second = new ClassicLandmarks(out, classic, experiment, loaded.redactor());
        Execution.Outcome outcome =
                execution.run(loaded, second, new RunId(id.value() + "-distributed"));
        second.distributedResults(outcome.summary());
        execution.print(outcome);
        return outcome.code();
    }

    private @Nullable String token(PrintWriter out) {
        if (token != null) {
            out.println(
                    "warning: --hf-token is visible to everybody on this machine; prefer HF_TOKEN"
                            + " or --hf-token-file");
            return token;
        }
        if (tokenFile == null) {
            return System.getenv("HF_TOKEN");
        }
        try {
            return Files.readString(tokenFile).strip();
        } catch (IOException unreadable) {
            throw new UsageException("--hf-token-file %s cannot be read".formatted(tokenFile));
        }
    }

    /** Whether the first server already runs, as the classic set-up has it. */
    private boolean isServing() {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(classic.clientHost(), classic.basePort), CONNECT_MILLIS);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
