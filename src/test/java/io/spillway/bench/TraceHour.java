package io.spillway.bench;

import io.spillway.config.Experiment;
import io.spillway.study.RunListener;
import io.spillway.study.RunResult;
import io.spillway.study.StudyContext;
import io.spillway.study.StudyRig;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * How long a recorded trace takes on the virtual clock through the whole stack, file writers off:
 * driver, balancer, engines, poller, policy, recorder.
 *
 * <p>Arguments: experiment file, trace file, repeats. The first run, which is cold, has a line of
 * its own, and another warms up.
 */
final class TraceHour {
    /** The bar, in seconds on one core. */
    private static final double BAR = 1.5;

    private TraceHour() {}

    public static void main(String[] args) throws Exception {
        Experiment experiment =
                StudyRig.experiment(
                        Path.of(args[0]), "--load.trace.file", Path.of(args[1]).toString());
        int repeats = Integer.parseInt(args[2]);
        report("trace_hour.cold", seconds(experiment));
        seconds(experiment);
        var warm = new double[repeats];
        for (int i = 0; i < repeats; i++) {
            warm[i] = seconds(experiment);
        }
        report("trace_hour", warm);
    }

    private static void report(String name, double... seconds) {
        var bar = new double[seconds.length];
        Arrays.fill(bar, BAR);
        IO.println(Figure.line(name, "s", seconds, bar));
    }

    private static double seconds(Experiment experiment) throws Exception {
        StudyContext context = StudyRig.virtual();
        long from = System.nanoTime();
        RunResult result = context.runner().run(experiment, context.inMemory(RunListener.NONE));
        double taken = (System.nanoTime() - from) / 1e9;
        var total = result.measurements().total();
        System.err.printf(
                "%d of %d requests succeeded, %.2f s%n", total.succeeded(), total.offered(), taken);
        return taken;
    }
}
