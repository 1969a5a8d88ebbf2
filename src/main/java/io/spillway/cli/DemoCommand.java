package io.spillway.cli;

import io.spillway.config.Experiment;
import io.spillway.config.LoadedExperiment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scale-out and scale-in on an embedded fleet: no cluster, no GPU. */
@Command(
        name = "demo",
        description = {
            "Shows scaling on an embedded fleet of simulated vLLM servers, in under 90 seconds.",
            "Real HTTP, real queues; no cluster and no GPU."
        })
final class DemoCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private CommonOptions options = new CommonOptions();

    @Option(names = "--fast", description = "The same on the virtual clock: done in a second.")
    private boolean fast;

    @Override
    public Integer call() throws Exception {
        if (fast) {
            options.clock = Experiment.Clock.VIRTUAL;
        }
        LoadedExperiment loaded =
                options.loader()
                        .load(Examples.text("demo.yml"), "demo.yml", options.allOverrides());
        return new Execution(options, spec.commandLine()).run(loaded).value();
    }
}
