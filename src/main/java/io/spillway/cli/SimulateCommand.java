package io.spillway.cli;

import io.spillway.study.RunFailedException;
import io.spillway.wiring.SimulatedServer;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** One server that behaves like vLLM. */
@Command(
        name = "simulate",
        description = {
            "Serves one vLLM look-alike: vLLM's scheduler, KV cache, routes and metrics.",
            "With --fixed it sends tokens at exactly known times, to check a client against."
        })
final class SimulateCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--port", paramLabel = "P", description = "Port to listen on (8000).")
    private int port = 8000;

    @Option(names = "--host", paramLabel = "HOST", description = "Address to bind (127.0.0.1).")
    private String host = "127.0.0.1";

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Engine profile (mig-1g.12gb-llama-3.2-3b).")
    private String profile = SimulatedServer.DEFAULT_PROFILE;

    @Option(
            names = "--fixed",
            paramLabel = "ttft=100ms,itl=30ms[,slots=16]",
            description = "Known times instead of an engine.")
    private @Nullable String fixed;

    @Option(names = "--max-num-seqs", paramLabel = "N", description = "Most running sequences.")
    private @Nullable Integer maxNumSeqs;

    @Option(names = "--max-model-len", paramLabel = "N", description = "Longest prompt and output.")
    private @Nullable Integer maxModelLen;

    @Option(names = "--startup", paramLabel = "DURATION", description = "Time until it listens.")
    private Duration startup = Duration.ZERO;

    @Option(names = "--model", paramLabel = "NAME", description = "Served model name, repeatable.")
    private List<String> models = List.of();

    @Option(names = "--api-key", paramLabel = "KEY", description = "Guards the /v1 routes.")
    private @Nullable String apiKey;

    @Option(names = "--api-key-env", paramLabel = "VAR", description = "The same from a variable.")
    private @Nullable String apiKeyEnv;

    @Option(names = "--stream-interval", paramLabel = "N", description = "Tokens per event (1).")
    private int streamInterval = 1;

    @Option(names = "--crlf", description = "End event lines with CRLF.")
    private boolean crlf;

    @Option(names = "--split", paramLabel = "BYTES", description = "Write so many bytes at a time.")
    private int split;

    @Option(names = "--openmetrics", description = "Metrics as vLLM's Rust front-end has them.")
    private boolean openMetrics;

    @Option(names = "--log-file", paramLabel = "FILE", description = "When every part was sent.")
    private @Nullable Path logFile;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the start-up time and text.")
    private long seed;

    @Mixin private LogOption log = new LogOption();

    @Override
    public Integer call() throws RunFailedException, InterruptedException {
        log.check();
        PrintWriter out = spec.commandLine().getOut();
        var options =
                new SimulatedServer.Options(
                        host,
                        port,
                        models,
                        profile,
                        fixed,
                        maxNumSeqs,
                        maxModelLen,
                        startup,
                        key(),
                        new SimulatedServer.Stream(streamInterval, crlf, split),
                        openMetrics,
                        logFile,
                        seed);
        var signal = new AtomicReference<ExitCode>(ExitCode.OK);
        var stopped = new CountDownLatch(1);
        try (var _ =
                        Interrupts.install(
                                code -> {
                                    signal.set(code);
                                    stopped.countDown();
                                });
                SimulatedServer server = SimulatedServer.start(options)) {
            out.println(server.describe());
            out.flush();
            stopped.await();
        }
        return signal.get().value();
    }

    private @Nullable String key() {
        if (apiKeyEnv == null) {
            return apiKey;
        }
        String value = System.getenv(apiKeyEnv);
        if (value == null || value.isBlank()) {
            throw new UsageException(
                    "--api-key-env names %s, which is not set".formatted(apiKeyEnv));
        }
        return value;
    }
}
