package io.spillway.cli;

import io.spillway.config.DottedOverride;
import io.spillway.config.Experiment;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.ScalingConfig;
import io.spillway.config.TraceConfig;
import io.spillway.report.StudyJson;
import io.spillway.report.html.EvaluationPages;
import io.spillway.study.RunFailedException;
import io.spillway.study.evaluate.Evaluation;
import io.spillway.study.evaluate.EvaluationResult;
import io.spillway.study.evaluate.EvaluationTable;
import io.spillway.study.evaluate.ExperimentExport;
import io.spillway.study.evaluate.Grid;
import io.spillway.study.evaluate.GridAxis;
import io.spillway.study.evaluate.GridException;
import io.spillway.study.evaluate.KubernetesManifest;
import io.spillway.study.evaluate.Setting;
import io.spillway.wiring.Studies;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Which policy, and which threshold. */
@Command(
        name = "evaluate",
        description = {
            "Runs a grid of policy settings over the same traffic on the virtual clock, and says"
                    + " which to use.",
            "An axis without a policy's name applies to every named policy that has the parameter;"
                    + " threshold is each policy's set point."
        })
final class EvaluateCommand implements Callable<Integer> {

    private static final int SHOWN_ROWS = 20;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private CommonOptions options = new CommonOptions();

    @Option(
            names = {"-c", "--config", "--config_file"},
            paramLabel = "FILE",
            required = true,
            description = "The experiment file.")
    private Path file = Path.of("");

    @Option(
            names = "--policies",
            split = ",",
            paramLabel = "NAME",
            description = "Policies to compare; the file's own without it.")
    private List<String> policies = List.of();

    @Option(
            names = "--grid",
            paramLabel = "[POLICY.]PARAM=V,V",
            description = "Values of a parameter, repeatable.")
    private List<String> grid = List.of();

    @Option(names = "--seeds", paramLabel = "N", description = "Paired seeds for each setting (3).")
    private int seeds = 3;

    @Option(names = "--threads", paramLabel = "N", description = "Runs at a time (the cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--no-sensitivity", description = "Skip other start-up times.")
    private boolean noSensitivity;

    @Override
    public Integer call() throws RunFailedException, InterruptedException {
        options.clock = Experiment.Clock.VIRTUAL;
        LoadedExperiment loaded = options.loader().load(file, options.allOverrides());
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter chatter = options.json ? spec.commandLine().getErr() : out;
        EvaluationResult result = evaluate(loaded, chatter);
        String json = StudyJson.of(result);
        if (options.json) {
            out.print(json);
        } else {
            EvaluationTable.lines(result, SHOWN_ROWS).forEach(out::println);
        }
        out.flush();
        export(loaded, result, json, chatter);
        return ExitCode.OK.value();
    }

    /** The document, the page, and the winner: for Kubernetes, and for the confirming live run. */
    private void export(
            LoadedExperiment loaded, EvaluationResult result, String json, PrintWriter chatter)
            throws RunFailedException {
        Experiment experiment = loaded.experiment();
        Setting winner = result.recommendation().row().setting();
        var folder = StudyFolder.of(options.out, result.runId());
        String title = experiment.name().isEmpty() ? file.toString() : experiment.name();
        var written = new ArrayList<Path>();
        written.add(
                folder.write("evaluation.html", EvaluationPages.of(result, title, loaded.yaml())));
        written.add(folder.write("evaluation.json", json));
        written.add(folder.write("confirm.yml", confirming(experiment, winner)));
        KubernetesManifest manifest = Studies.manifest(experiment, winner);
        if (manifest.exists()) {
            written.add(folder.write(manifest.fileName(), manifest.yaml()));
        }
        if (!options.quiet) {
            written.forEach(path -> chatter.println("Wrote " + path));
            if (!manifest.exists()) {
                manifest.notes().forEach(note -> chatter.println("No manifest: " + note + "."));
            }
            chatter.println("Confirm it live: spillway run -c " + written.get(2));
            chatter.flush();
        }
    }

    /** The experiment with the winner deciding; a trace is found from any folder. */
    private String confirming(Experiment experiment, Setting winner) {
        var overrides = new ArrayList<>(options.allOverrides());
        overrides.add(ExperimentExport.policy(winner));
        TraceConfig trace = experiment.load().trace();
        if (trace != null) {
            overrides.add(
                    new DottedOverride(
                            "--load.trace.file", trace.file().toAbsolutePath().toString()));
        }
        return "# The choice of an evaluation, for a live run.\n"
                + options.loader().load(file, overrides).yaml();
    }

    private EvaluationResult evaluate(LoadedExperiment loaded, PrintWriter chatter)
            throws RunFailedException, InterruptedException {
        boolean live = Terminal.isTerminal();
        try {
            var studies = new Studies(options.runIdOrNew(), Version.current(), chatter::println);
            Evaluation evaluation = studies.evaluation(loaded.experiment());
            ScalingConfig own = loaded.experiment().scaling();
            List<String> named =
                    policies.isEmpty() && own != null ? List.of(own.policy().type()) : policies;
            var axes = new ArrayList<GridAxis>();
            for (String axis : grid) {
                axes.add(GridAxis.parse(axis));
            }
            var request =
                    new Evaluation.Request(
                            new Grid.Axes(named, axes), seeds, threads, !noSensitivity);
            return evaluation.run(
                    request,
                    (done, total, what) -> {
                        if (!options.quiet && (live || done % 50 == 0 || done == total)) {
                            chatter.printf(
                                    live ? "\r\u001B[K%d of %d runs: %s" : "%d of %d runs: %s%n",
                                    done,
                                    total,
                                    what);
                            chatter.flush();
                        }
                    });
        } catch (GridException wrong) {
            throw new UsageException(String.join("\n", wrong.problems()));
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }
}
