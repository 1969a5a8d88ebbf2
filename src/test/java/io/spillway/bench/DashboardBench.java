package io.spillway.bench;

import io.spillway.config.Experiment;
import io.spillway.config.ExperimentLoader;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.Surroundings;
import io.spillway.fleet.RunId;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunListener;
import io.spillway.study.RunRequest;
import io.spillway.wiring.RunSession;
import io.spillway.wiring.Wiring;

import java.io.IOException;
import java.net.URI;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Schedule delay at a fixed rate with open dashboards, against a run that nobody watches. Viewers
 * are processes of their own, on the server's core, and read the stream as a browser does. Runs are
 * interleaved; the first pair warms up and does not count.
 *
 * <p>Arguments: port of the server, repeats, viewers, requests a second, seconds, the viewers'
 * command.
 */
final class DashboardBench {
    private static final String EXPERIMENT =
            """
            server: {type: vllm, model_name: spillway/fixed, base_url: "http://127.0.0.1:%d"}
            data:
              type: synthetic
              input_distribution: {type: fixed, mean: 16}
              output_distribution: {type: fixed, mean: 4}
            load: {type: constant, stages: [{rate: %d, duration: %d}]}
            dashboard: {port: 0}
            """;

    private final LoadedExperiment experiment;
    private final int viewers;
    private final String command;

    private DashboardBench(LoadedExperiment experiment, int viewers, String command) {
        this.experiment = experiment;
        this.viewers = viewers;
        this.command = command;
    }

    /** The 99th percentile of the schedule delay of one run, in microseconds. */
    private double run(String id, boolean watched)
            throws RunFailedException, IOException, InterruptedException {
        var request =
                new RunRequest(new RunId(id), Experiment.Clock.LIVE, null, false, RunListener.NONE);
        RunSession session =
                RunSession.start(new Wiring(), experiment, request, RunSession.Context.of("bench"));
        var open = new ArrayList<Process>();
        try {
            for (int i = 0; watched && i < viewers; i++) {
                open.add(view(session.dashboardUrl().orElseThrow()));
            }
            RunSession.Finished finished = session.finish();
            if (finished.summary().requests().failed() > 0) {
                throw new IllegalStateException("requests failed: " + finished.summary());
            }
            return 1e6 * finished.summary().latency().scheduleDelay().p99();
        } finally {
            open.forEach(Process::destroy);
        }
    }

    private Process view(URI dashboard) throws IOException {
        var words = new ArrayList<>(List.of(command.split(" ")));
        words.add(dashboard.resolve("/events").toString());
        return new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] args) throws Exception {
        String text =
                EXPERIMENT.formatted(
                        Integer.parseInt(args[0]),
                        Integer.parseInt(args[3]),
                        Integer.parseInt(args[4]));
        var surroundings =
                new Surroundings(
                        _ -> null, Surroundings.Files.ofThisMachine(), LocalDateTime.now(), 7);
        LoadedExperiment loaded =
                new ExperimentLoader(surroundings, ExperimentLoader.Options.DEFAULT)
                        .load(text, "bench.yml", List.of());
        var bench = new DashboardBench(loaded, Integer.parseInt(args[2]), args[5]);
        int repeats = Integer.parseInt(args[1]);
        double[] alone = new double[repeats];
        double[] watched = new double[repeats];
        bench.run("warm-alone", false);
        bench.run("warm-watched", true);
        for (int i = 0; i < repeats; i++) {
            alone[i] = bench.run("alone-" + i, false);
            watched[i] = bench.run("watched-" + i, true);
        }
        IO.println(Figure.line("dashboard_schedule_delay_p99", "us", watched, alone));
    }
}
