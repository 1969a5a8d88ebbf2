package io.spillway.cli;

import io.spillway.config.DottedOverride;
import io.spillway.config.Experiment;
import io.spillway.config.LoadedExperiment;
import io.spillway.fleet.RunId;
import io.spillway.record.RunFolder;
import io.spillway.report.RunData;
import io.spillway.report.ScenarioText;
import io.spillway.report.StudyJson;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunListener;
import io.spillway.study.Tables;
import io.spillway.study.scenario.Scenario;
import io.spillway.study.scenario.Scenarios;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Runs what ships under a name, and says in words what happened. */
@Command(
        name = "scenario",
        customSynopsis = {
            "spillway scenario",
            "       spillway scenario NAME [--clock live] [OPTIONS] [--section.key VALUE]"
        },
        description = {
            "Without a name: lists the scenarios. With one: runs it, on the virtual clock unless"
                    + " told otherwise, and says in words what happened.",
            "Each is an experiment file; any key can be overridden."
        })
final class ScenarioCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private CommonOptions options = new CommonOptions();

    @Override
    public Integer call() throws RunFailedException, InterruptedException {
        List<String> names = options.takeOperands();
        if (!spec.commandLine().getParseResult().hasMatchedOption("--clock")) {
            options.clock = Experiment.Clock.VIRTUAL;
        }
        if (names.isEmpty()) {
            return list();
        }
        if (names.size() > 1) {
            throw new UsageException("one scenario at a time: " + String.join(", ", names));
        }
        return run(named(names.getFirst()));
    }

    private static Scenario named(String name) {
        List<String> known = Scenarios.all().stream().map(Scenario::name).toList();
        return Scenarios.named(name)
                .orElseThrow(
                        () ->
                                new UsageException(
                                        UnknownWord.in("no scenario is called " + name, name, known)
                                                + "; there are "
                                                + String.join(", ", known)));
    }

    private int list() {
        var rows = new ArrayList<List<String>>();
        for (Scenario scenario : Scenarios.all()) {
            LoadedExperiment loaded = load(scenario, List.of());
            rows.add(List.of(scenario.name(), loaded.experiment().description()));
        }
        PrintWriter out = spec.commandLine().getOut();
        Tables.lines(List.of("scenario", "what happens"), rows).forEach(out::println);
        out.println("Run one: spillway scenario NAME");
        out.flush();
        return ExitCode.OK.value();
    }

    private LoadedExperiment load(Scenario scenario, List<DottedOverride> changes) {
        var overrides = new ArrayList<>(changes);
        overrides.addAll(options.allOverrides());
        String file = "scenarios/" + scenario.name() + ".yml";
        return options.loader().load(Examples.text(file), file, overrides);
    }

    private int run(Scenario scenario) throws RunFailedException, InterruptedException {
        RunId id = options.runIdOrNew();
        Path base = options.out == null ? Path.of("results", id.value()) : options.out;
        var execution = new Execution(options, spec.commandLine());
        var told = new ArrayList<ScenarioText.Told>();
        for (Scenario.Variant variant : scenario.variants()) {
            String label = slug(variant.name());
            options.out = scenario.isCompared() ? base.resolve(label) : base;
            var own = scenario.isCompared() ? new RunId(id.value() + "-" + label) : id;
            Execution.Outcome outcome =
                    execution.run(load(scenario, variant.changes()), RunListener.NONE, own);
            if (!outcome.wentThrough()) {
                return outcome.code().value();
            }
            told.add(new ScenarioText.Told(variant, data(options.out)));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (options.json) {
            out.print(StudyJson.of(scenario, told));
        } else {
            ScenarioText.lines(scenario, told).forEach(out::println);
        }
        out.flush();
        return ExitCode.OK.value();
    }

    private static String slug(String words) {
        return words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private static RunData data(Path folder) throws RunFailedException {
        try {
            return RunData.load(RunFolder.open(folder));
        } catch (IOException unreadable) {
            throw new RunFailedException(
                    "%s cannot be read: %s".formatted(folder, unreadable.getMessage()), unreadable);
        }
    }
}
