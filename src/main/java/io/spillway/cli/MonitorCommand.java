package io.spillway.cli;

import io.spillway.study.RunFailedException;
import io.spillway.wiring.FleetMonitor;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Watches servers' metrics. */
@Command(
        name = "monitor",
        description = "Shows waiting, running and KV usage of servers, until interrupted.")
final class MonitorCommand implements Callable<Integer> {

    private static final String HOME_AND_CLEAR = "\u001B[H\u001B[J";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "HOST:PORT",
            description = "Servers: host:port, or a URL.")
    private List<String> servers = List.of();

    @Option(names = "--interval", paramLabel = "DURATION", description = "Between two looks (1s).")
    private Duration interval = Duration.ofSeconds(1);

    @Option(names = "--count", paramLabel = "N", description = "Stop after so many looks.")
    private long count = Long.MAX_VALUE;

    @Mixin private LogOption log = new LogOption();

    @Override
    public Integer call() throws RunFailedException, InterruptedException {
        log.check();
        PrintWriter out = spec.commandLine().getOut();
        boolean fullScreen = Terminal.isTerminal();
        var signal = new AtomicReference<ExitCode>(ExitCode.OK);
        var stopped = new CountDownLatch(1);
        try (var _ =
                        Interrupts.install(
                                code -> {
                                    signal.set(code);
                                    stopped.countDown();
                                });
                FleetMonitor monitor = FleetMonitor.of(servers)) {
            for (long look = 0; look < count && stopped.getCount() > 0; look++) {
                if (look > 0 && stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
                List<String> lines = monitor.look(interval, fullScreen || look == 0);
                if (fullScreen) {
                    out.print(HOME_AND_CLEAR);
                }
                lines.forEach(out::println);
                out.flush();
            }
        }
        return signal.get().value();
    }
}
