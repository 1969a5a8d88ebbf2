package io.spillway.cli;

import io.spillway.config.Experiment;
import io.spillway.config.LoadedExperiment;
import io.spillway.fleet.RunId;
import io.spillway.report.ComparedRuns;
import io.spillway.report.ComparisonText;
import io.spillway.report.StudyJson;
import io.spillway.report.html.ComparisonPages;
import io.spillway.study.RunFailedException;
import io.spillway.study.compare.SizeComparison;
import io.spillway.study.compare.SizesResult;
import io.spillway.study.compare.SizesTable;
import io.spillway.wiring.ExperimentAudit;
import io.spillway.wiring.Studies;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/** One replica against several, or finished runs against each other. */
@Command(
        name = "compare",
        customSynopsis = {
            "spillway compare -c FILE [--replicas N,N] [--at slo|saturation] [OPTIONS]",
            "       spillway compare RUN RUN... [OPTIONS]"
        },
        description = {
            "With -c FILE: what one replica serves, and what several do: throughput within the"
                    + " objectives or at saturation, speed-up, efficiency, and a scalability law.",
            "With RUNS: results folders (also inference-perf's and vllm bench serve's) side by"
                    + " side; says which differences are noise."
        })
final class CompareCommand implements Callable<Integer> {

    private static final String DOCUMENT = "comparison.json";
    private static final String PAGE = "comparison.html";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private CommonOptions options = new CommonOptions();

    @Option(
            names = {"-c", "--config", "--config_file"},
            paramLabel = "FILE",
            description = "The experiment file whose fleet is measured.")
    private @Nullable Path file;

    @Option(
            names = "--replicas",
            split = ",",
            paramLabel = "N",
            description = "Sizes to measure (1,2,4).")
    private List<Integer> replicas = List.of(1, 2, 4);

    @Option(
            names = "--at",
            paramLabel = "slo|saturation",
            description = "Where throughput is measured (slo where the file has objectives).")
    private SizeComparison.@Nullable At at;

    @Option(
            names = "--search-only",
            description = "Skip running the file's own load on each size as well.")
    private boolean searchOnly;

    @Override
    public Integer call() throws RunFailedException, InterruptedException {
        List<Path> folders = options.takeOperands().stream().map(Path::of).toList();
        if (file != null && folders.isEmpty()) {
            return sizes(file);
        }
        if (file == null && folders.size() > 1) {
            return folders(folders);
        }
        throw new UsageException(
                file == null
                        ? "name an experiment file (compare -c FILE --replicas 1,2,4) or at least"
                                + " two results folders (compare RUN RUN)"
                        : "name an experiment file or results folders, not both");
    }

    private int sizes(Path config) throws RunFailedException, InterruptedException {
        LoadedExperiment loaded =
                ExperimentAudit.check(
                        options.loader().load(config, options.allOverrides()), options.clock);
        Experiment experiment = loaded.experiment();
        RunId id = options.runIdOrNew();
        var interrupted = new AtomicReference<@Nullable ExitCode>();
        SizesResult result;
        try (var studies = new Studies(id, Version.current(), this::say);
                var _ =
                        Interrupts.install(
                                code -> {
                                    interrupted.set(code);
                                    studies.stop();
                                })) {
            SizeComparison comparison =
                    studies.comparison(experiment, options.clock, request(experiment));
            say(comparison.plan());
            result = comparison.run();
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        } catch (RunFailedException failed) {
            ExitCode code = interrupted.get();
            if (code == null) {
                throw failed;
            }
            return code.value();
        }
        String title = experiment.name().isEmpty() ? config.toString() : experiment.name();
        finish(
                id,
                StudyJson.of(result),
                ComparisonPages.of(result, title, loaded.yaml()),
                SizesTable.lines(result));
        return ExitCode.OK.value();
    }

    private SizeComparison.Request request(Experiment experiment) {
        return new SizeComparison.Request(
                new TreeSet<>(replicas),
                at == null ? SizeComparison.usual(experiment) : at,
                !searchOnly);
    }

    private int folders(List<Path> folders) throws RunFailedException {
        options.allOverrides();
        ComparedRuns compared;
        try {
            compared = ComparedRuns.read(folders);
        } catch (IOException unreadable) {
            throw new UsageException("cannot compare: " + unreadable.getMessage());
        }
        String title = String.join(" and ", folders.stream().map(Path::toString).toList());
        finish(
                options.runIdOrNew(),
                StudyJson.of(compared),
                ComparisonPages.of(compared, title),
                ComparisonText.lines(compared));
        return ExitCode.OK.value();
    }

    private void finish(RunId id, String json, String page, List<String> lines)
            throws RunFailedException {
        var folder = StudyFolder.of(options.out, id.value());
        folder.write(DOCUMENT, json);
        Path written = folder.write(PAGE, page);
        PrintWriter out = spec.commandLine().getOut();
        if (options.json) {
            out.print(json);
        } else {
            lines.forEach(out::println);
        }
        out.flush();
        say("Page: " + written);
    }

    private void say(String line) {
        if (!options.quiet) {
            PrintWriter chatter =
                    options.json ? spec.commandLine().getErr() : spec.commandLine().getOut();
            chatter.println(line);
            chatter.flush();
        }
    }
}
