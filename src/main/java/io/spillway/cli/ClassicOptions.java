package io.spillway.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The classic script's flags, with its defaults. */
final class ClassicOptions {

    @Option(names = "--model", required = true, paramLabel = "NAME", description = "Model name.")
    String model = "";

    @Option(names = "--host", paramLabel = "HOST", description = "Where servers listen (0.0.0.0).")
    String host = "0.0.0.0";

    @Option(
            names = "--base-port",
            paramLabel = "PORT",
            description = "Of the first server; the n-th is on PORT + n - 1 (8001).")
    int basePort = 8001;

    @Option(names = "--num-prompts", paramLabel = "N", description = "Requests to send (1000).")
    int numPrompts = 1000;

    @Option(names = "--random-input-len", paramLabel = "N", description = "Tokens in (512).")
    int inputLen = 512;

    @Option(names = "--random-output-len", paramLabel = "N", description = "Tokens out (256).")
    int outputLen = 256;

    @Option(
            names = "--request-rate",
            paramLabel = "RATE",
            description = "Requests per second, Poisson arrivals (5).")
    double requestRate = 5;

    @Option(
            names = "--check-interval",
            paramLabel = "SECONDS",
            description = "Between two looks at the queue (5).")
    double checkInterval = 5;

    @Option(names = "--chart-path", paramLabel = "DIR", description = "Helm chart of a replica.")
    String chartPath = "charts/vllm-server";

    @Option(names = "--node-name", paramLabel = "NODE", description = "Node for new replicas.")
    @Nullable String nodeName;

    @Option(
            names = "--gpu-resource",
            paramLabel = "NAME",
            description = "GPU resource of a new replica, such as nvidia.com/mig-1g.12gb.")
    @Nullable String gpuResource;

    @Option(
            names = "--start-command",
            paramLabel = "CMD",
            description = "Start replicas as processes; {port} is replaced.")
    @Nullable String startCommand;

    /** The host to connect to: the wildcard address is reached on the loopback one. */
    String clientHost() {
        return host.equals("0.0.0.0") ? "127.0.0.1" : host;
    }
}
