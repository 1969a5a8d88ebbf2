package io.spillway.cli;

import io.spillway.config.ClusterConfig;
import io.spillway.report.FleetTable;
import io.spillway.report.Style;
import io.spillway.study.RunFailedException;
import io.spillway.wiring.FleetMonitor;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Watches a fleet: the whole screen of a terminal, lines in a pipe. */
@Command(
        name = "monitor",
        description = {
            "Shows waiting, running and KV usage of servers, until interrupted:",
            "of hosts, of pods (--selector), or of a running experiment (--run)."
        })
final class MonitorCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "HOST:PORT",
            description = "Servers: host:port, or a URL.")
    private List<String> servers = List.of();

    @Option(
            names = "--selector",
            paramLabel = "LABELS",
            description = "Pods with these labels, as app=vllm-server.")
    private @Nullable String selector;

    @Option(names = "--namespace", paramLabel = "NAME", description = "Of the pods.")
    private @Nullable String namespace;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Way to the cluster.")
    private @Nullable Path kubeconfig;

    @Option(names = "--port", paramLabel = "P", description = "Port of the pods (8000).")
    private int port = 8000;

    @Option(
            names = "--run",
            paramLabel = "URL",
            description = "The dashboard of a running experiment, as the run printed it.")
    private @Nullable URI run;

    @Option(names = "--interval", paramLabel = "DURATION", description = "Between two looks (1s).")
    private Duration interval = Duration.ofSeconds(1);

    @Option(names = "--count", paramLabel = "N", description = "Stop after so many looks.")
    private long count = Long.MAX_VALUE;

    @Mixin private LogOption log = new LogOption();

    @Override
    public Integer call() throws RunFailedException, InterruptedException {
        log.check();
        PrintWriter out = spec.commandLine().getOut();
        boolean isTerminal = Terminal.isTerminal();
        var signal = new AtomicReference<ExitCode>(ExitCode.OK);
        var stopped = new CountDownLatch(1);
        try (var _ =
                        Interrupts.install(
                                code -> {
                                    signal.set(code);
                                    stopped.countDown();
                                });
                FleetMonitor monitor = monitor();
                Screen screen = new Screen(out, isTerminal)) {
            for (long look = 0; look < count && stopped.getCount() > 0; look++) {
                if (look > 0 && stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
                var table = new FleetTable(monitor.look(interval));
                screen.show(lines(table, Terminal.style(isTerminal), isTerminal, look == 0));
            }
        }
        return signal.get().value();
    }

    private FleetMonitor monitor() throws RunFailedException {
        int sources = (servers.isEmpty() ? 0 : 1) + (selector == null ? 0 : 1);
        if (sources + (run == null ? 0 : 1) != 1) {
            throw new UsageException(
                    "name what to watch: HOST:PORT..., --selector LABELS or --run URL, one of them");
        }
        if (selector != null) {
            var cluster = new ClusterConfig(namespace, kubeconfig, null, ClusterConfig.Reach.AUTO);
            return FleetMonitor.ofPods(new ClusterConfig.Observed(cluster, selector, port));
        }
        if (run != null) {
            if (run.getHost() == null) {
                throw new UsageException("--run is '%s'; write http://HOST:PORT".formatted(run));
            }
            return FleetMonitor.ofRun(run);
        }
        return FleetMonitor.ofHosts(servers);
    }

    /** A screen has the heading and the sums each time, a pipe the heading once. */
    private List<String> lines(FleetTable table, Style style, boolean whole, boolean first) {
        var lines = new ArrayList<String>();
        if (whole || first) {
            lines.add(FleetTable.heading(style));
        }
        lines.addAll(table.lines(style));
        if (whole) {
            lines.add(table.total(style));
        }
        return lines;
    }

    /** The terminal's second screen, given back at the end; plain lines elsewhere. */
    private record Screen(PrintWriter out, boolean isTerminal) implements AutoCloseable {

        private static final String ENTER = "\u001B[?1049h\u001B[?25l";
        private static final String LEAVE = "\u001B[?25h\u001B[?1049l";
        private static final String HOME = "\u001B[H";
        private static final String REST_OF_LINE = "\u001B[K";
        private static final String REST_OF_SCREEN = "\u001B[J";

        Screen {
            if (isTerminal) {
                out.print(ENTER);
            }
        }

        /** Overwrites what is there, so that nothing flickers. */
        void show(List<String> lines) {
            out.print(isTerminal ? HOME : "");
            for (String line : lines) {
                out.println(isTerminal ? line + REST_OF_LINE : line);
            }
            out.print(isTerminal ? REST_OF_SCREEN : "");
            out.flush();
        }

        @Override
        public void close() {
            if (isTerminal) {
                out.print(LEAVE);
                out.flush();
            }
        }
    }
}
