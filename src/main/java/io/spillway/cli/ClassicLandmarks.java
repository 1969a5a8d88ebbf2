package io.spillway.cli;

import io.spillway.analysis.RunSummary;
import io.spillway.config.Redactor;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.StartPhase;
import io.spillway.record.SecondRow;
import io.spillway.study.RunListener;
import io.spillway.wiring.Machine;

import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prints the lines that people's scripts look for in the classic benchmark's output. */
final class ClassicLandmarks implements RunListener {

    private static final Pattern BREACH = Pattern.compile("threshold exceeded (\\(\\d+/\\d+\\))");

    private final PrintWriter out;
    private final ClassicOptions options;
    private final ClassicExperiment experiment;
    private final Redactor redactor;
    private final List<ReplicaId> replicas = new ArrayList<>();
    private long sent;
    private int ready;

    ClassicLandmarks(
            PrintWriter out,
            ClassicOptions options,
            ClassicExperiment experiment,
            Redactor redactor) {
        this.out = out;
        this.options = options;
        this.experiment = experiment;
        this.redactor = redactor;
    }

    @Override
    public void dashboard(URI address) {
        Terminal.dashboard(out, address);
    }

    @Override
    public void second(SecondRow row) {
        sent += row.counts().sent();
    }

    @Override
    public void event(RunEvent event) {
        switch (event) {
            case RunEvent.Checked checked -> checked(checked);
            case RunEvent.Scaled scaled -> scaled(scaled);
            case RunEvent.PhaseReached reached -> reached(reached);
            case RunEvent.StateChanged changed -> changed(changed);
            case RunEvent.LoadCut cut -> out.println("The load ends: " + cut.reason());
            case RunEvent.Note note -> out.println(note.text());
            case RunEvent.Rebalanced _, RunEvent.StageStarted _ -> {}
        }
        out.flush();
    }

    private void checked(RunEvent.Checked checked) {
        String value =
                Double.isNaN(checked.signal())
                        ? "not available"
                        : String.format(Locale.ROOT, "%.1f", checked.signal());
        out.printf("[%s] num_requests_waiting: %s%n", Machine.timeOfDay(), value);
        Matcher breach = BREACH.matcher(checked.decision().reason());
        if (breach.find()) {
            out.println("Threshold exceeded " + breach.group(1));
        }
    }

    private void scaled(RunEvent.Scaled scaled) {
        if (scaled.isOut()) {
            out.println("Scale condition met!");
            out.printf("SCALING OUT at request %d/%d%n", sent, options.numPrompts);
        }
    }

    private void reached(RunEvent.PhaseReached reached) {
        int ordinal = ordinal(reached.replica());
        if (reached.phase() == StartPhase.CREATE && ordinal > 1) {
            int port = options.basePort + ordinal - 1;
            out.printf("Deploying new pod: test-%d on port %d%n", ordinal, port);
            out.println("Command: " + redactor.text(experiment.command(ordinal)));
            out.printf("Waiting for server at %s:%d to be ready...%n", options.clientHost(), port);
        }
    }

    private void changed(RunEvent.StateChanged changed) {
        if (changed.to() == ReplicaState.STARTING && !replicas.contains(changed.replica())) {
            replicas.add(changed.replica());
        }
        if (changed.to() != ReplicaState.READY) {
            return;
        }
        ready++;
        int ordinal = ordinal(changed.replica());
        out.printf(
                "Server at %s:%d is ready!%n",
                options.clientHost(), options.basePort + ordinal - 1);
    }

    /** Names end in the ordinal. */
    private static int ordinal(ReplicaId id) {
        String name = id.value();
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    /** Where the replicas that became ready listen. */
    List<String> addresses() {
        return replicas.stream()
                .map(id -> options.basePort + ordinal(id) - 1)
                .map(port -> "http://" + options.clientHost() + ":" + port)
                .toList();
    }

    void results(RunSummary summary) {
        block("Single Pod Benchmark Results", summary);
        if (ready > 1) {
            out.printf("Scaled out! Now running on %d pods%n", ready);
        }
        out.flush();
    }

    void distributedResults(RunSummary summary) {
        block("Distributed Benchmark Results", summary);
        out.flush();
    }

    private void block(String title, RunSummary summary) {
        out.println();
        out.println(title);
        out.printf(Locale.ROOT, "Duration: %.2f s%n", summary.durationSeconds());
        out.printf("Completed requests: %d%n", summary.requests().succeeded());
        out.printf("Failed requests: %d%n", summary.requests().failed());
        out.printf(
                Locale.ROOT,
                "Request throughput: %.2f req/s%n",
                summary.throughput().requestsPerSecond());
        out.printf(
                Locale.ROOT,
                "Token throughput: %.2f tok/s%n",
                summary.throughput().totalTokensPerSecond());
        out.println();
    }
}
