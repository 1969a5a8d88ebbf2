package io.spillway.cli;

import io.spillway.config.DottedOverride;
import io.spillway.config.Experiment;
import io.spillway.config.ExperimentLoader;
import io.spillway.fleet.RunId;
import io.spillway.wiring.Machine;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Options that every command which runs something has. */
final class CommonOptions {

    @Option(
            names = "--clock",
            paramLabel = "live|virtual",
            description = "Wall clock, or the virtual one with simulated replicas (live).")
    Experiment.Clock clock = Experiment.Clock.LIVE;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
    @Nullable Long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "Results folder (results/<run-id>).")
    @Nullable Path out;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = "Name of the run; the same name adopts what an earlier try left.")
    @Nullable String runId;

    @Option(
            names = "--json",
            description = "Print summary.json on stdout, everything else on stderr.")
    boolean json;

    @Option(names = "--quiet", description = "No progress, only the result.")
    boolean quiet;

    @Option(names = "--lenient", description = "Unknown configuration keys are warnings.")
    boolean lenient;

    @Option(names = "--keep", description = "Leave what the run started running.")
    boolean keep;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write JUnit XML, a case per SLO.")
    @Nullable Path junit;

    @Option(
            names = "--report-format",
            paramLabel = "v0.2|head",
            description = "Generation of the inference-perf files (v0.2).")
    @Nullable String reportFormat;

    @Mixin LogOption log = new LogOption();

    @Unmatched List<String> overrides = new ArrayList<>();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** The overrides of this command line, the shared options among them. */
    List<DottedOverride> allOverrides() {
        log.check();
        overrides.forEach(this::refuseUnknown);
        var all = new ArrayList<DottedOverride>(DottedOverride.parse(overrides));
        if (seed != null) {
            all.add(new DottedOverride("--seed", seed.toString()));
        }
        if (reportFormat != null) {
            all.add(new DottedOverride("--report.format", reportFormat));
        }
        return all;
    }

    /**
     * Takes what belongs to no option out of the rest of the command line: neither an override nor
     * the value that follows it. For commands with operands, which Picocli would take for such
     * values.
     */
    List<String> takeOperands() {
        var operands = new ArrayList<String>();
        var rest = new ArrayList<String>();
        for (int i = 0; i < overrides.size(); i++) {
            String argument = overrides.get(i);
            if (!argument.startsWith("--")) {
                operands.add(argument);
                continue;
            }
            rest.add(argument);
            if (!argument.contains("=") && i + 1 < overrides.size()) {
                rest.add(overrides.get(++i));
            }
        }
        overrides = rest;
        return operands;
    }

    /** An option without a dot that no section of an experiment is called is a slip. */
    private void refuseUnknown(String argument) {
        String name = argument.split("[=.\\[]", 2)[0];
        boolean dotted = argument.startsWith(name + ".") || argument.startsWith(name + "[");
        if (!name.startsWith("--")
                || dotted
                || ExperimentLoader.sections().contains(name.substring(2))) {
            return;
        }
        var known = new ArrayList<String>(command.optionsMap().keySet());
        ExperimentLoader.sections().forEach(section -> known.add("--" + section));
        throw new UsageException(
                UnknownWord.option(name, known) + "; overrides are written --section.key VALUE");
    }

    ExperimentLoader loader() {
        return new ExperimentLoader(
                Machine.surroundings(), new ExperimentLoader.Options(lenient, clock));
    }

    /** The name given, or a new one. */
    RunId runIdOrNew() {
        if (runId == null) {
            return Machine.newRunId();
        }
        try {
            return new RunId(runId);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--run-id: " + wrong.getMessage());
        }
    }
}
