package io.spillway.bench;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the JMH benchmarks of pure code, in this process, and prints one line for each.
 *
 * <p>Arguments: a pattern of benchmark names, repeats.
 */
final class MicroBench {
    private MicroBench() {}

    public static void main(String[] args) throws RunnerException {
        int repeats = Integer.parseInt(args[1]);
        var options =
                new OptionsBuilder()
                        .include(args[0])
                        .forks(0)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(repeats)
                        .measurementTime(TimeValue.seconds(1))
                        .verbosity(VerboseMode.SILENT)
                        .build();
        for (RunResult result : new Runner(options).run()) {
            double[] scores =
                    result.getAggregatedResult().getIterationResults().stream()
                            .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                            .toArray();
            String[] names = result.getParams().getBenchmark().split("\\.");
            String name = names[names.length - 2] + "." + names[names.length - 1];
            IO.println(Figure.line(name, result.getPrimaryResult().getScoreUnit(), scores));
        }
    }
}
