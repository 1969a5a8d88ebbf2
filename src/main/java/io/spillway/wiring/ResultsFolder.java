package io.spillway.wiring;

import io.spillway.analysis.Judgement;
import io.spillway.analysis.RunSummary;
import io.spillway.config.ConfigException;
import io.spillway.config.ConfigProblem;
import io.spillway.config.Experiment;
import io.spillway.config.Origin;
import io.spillway.config.StorageConfig;
import io.spillway.fleet.RunId;
import io.spillway.record.AtomicFile;
import io.spillway.record.RunFolder;
import io.spillway.report.RunData;
import io.spillway.report.RunStart;
import io.spillway.report.SummaryJson;
import io.spillway.report.compat.InferencePerfFiles;
import io.spillway.report.compat.VllmBench;
import io.spillway.report.html.HtmlReport;
import io.spillway.storage.StorageException;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunResult;

import org.jspecify.annotations.Nullable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The folder of one run: what is written before the first request and after the last. */
public final class ResultsFolder {

    private static final String CONFIG = "config.yaml";
    private static final String HTML = "report.html";

    private ResultsFolder() {}

    /**
     * Refuses a folder that holds something else than an earlier try of the same run: nobody's
     * results are overwritten.
     *
     * @throws ConfigException when it is refused
     */
    public static void refuseForeign(Path folder, RunId id) throws RunFailedException {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            if (!Files.isDirectory(folder)) {
                throw refused(folder, "is a file; name a folder with --out");
            }
            try (Stream<Path> content = Files.list(folder)) {
                if (content.findAny().isEmpty()) {
                    return;
                }
            }
            if (!belongsTo(folder, id)) {
                throw refused(
                        folder,
                        "is not empty; name another folder with --out, or the --run-id it belongs"
                                + " to");
            }
        } catch (IOException unreadable) {
            throw new RunFailedException(
                    "%s cannot be read: %s".formatted(folder, unreadable.getMessage()), unreadable);
        }
    }

    private static boolean belongsTo(Path folder, RunId id) throws IOException {
        try {
            return RunStart.read(RunFolder.open(folder))
                    .map(start -> start.summary().identity().runId())
                    .filter(id.value()::equals)
                    .isPresent();
        } catch (FileNotFoundException _) {
            return false;
        }
    }

    private static ConfigException refused(Path folder, String why) {
        return new ConfigException(
                List.of(
                        new ConfigProblem(
                                new Origin.Whole(folder.toString()), "", null, why, null)));
    }

    /** Writes what is known when the run starts. */
    static void begin(Path folder, String config, RunStart start) throws IOException {
        Files.createDirectories(folder);
        AtomicFile.write(folder.resolve(CONFIG), config);
        start.write(folder);
    }

    /** Whether a run of ours left the folder, in whatever state. */
    public static boolean isOwn(Path folder) {
        return Files.exists(folder.resolve("requests.jsonl"));
    }

    /**
     * Renders a folder again, also one whose process was killed: then the summary is made from what
     * was written up to the last second.
     */
    public static RunData render(Path folder) throws IOException {
        RunFolder opened = RunFolder.open(folder);
        RunData data = RunData.load(opened);
        AtomicFile.write(
                folder.resolve(SummaryJson.FILE_NAME),
                SummaryJson.write(data.summary(), data.judgement()));
        AtomicFile.write(folder.resolve(HTML), HtmlReport.of(data));
        return data;
    }

    /** Writes texts by file name. */
    static void add(Path folder, Map<String, String> texts) throws IOException {
        for (var text : texts.entrySet()) {
            AtomicFile.write(folder.resolve(text.getKey()), text.getValue());
        }
    }

    /** Writes texts by file name into a folder, which is made where it is missing. */
    public static void write(Path folder, Map<String, String> texts) throws RunFailedException {
        try {
            Files.createDirectories(folder);
            add(folder, texts);
        } catch (IOException unwritable) {
            throw new RunFailedException(
                    "%s cannot be written: %s".formatted(folder, unwritable.getMessage()),
                    unwritable);
        }
    }

    /**
     * Takes a complete folder to where {@code storage} says.
     *
     * @return a sentence about where it is, or null when it stays local
     */
    public static @Nullable String store(StorageConfig storage, Path folder, RunId id)
            throws RunFailedException, InterruptedException {
        try {
            return ResultsUpload.store(storage, folder, id, false);
        } catch (StorageException failed) {
            throw new RunFailedException(String.valueOf(failed.getMessage()), failed);
        }
    }

    /** A finished run, and what it came to. */
    record Outcome(RunSummary summary, RunResult result) {}

    /**
     * Writes the reports of a finished run; returns what scaling was worth, where it is known.
     *
     * @param start what is known of it by now
     */
    static @Nullable Judgement finish(
            Path folder, RunStart start, Outcome outcome, Experiment experiment)
            throws IOException {
        RunSummary summary = outcome.summary();
        RunResult result = outcome.result();
        start.write(folder);
        RunFolder opened = RunFolder.open(folder);
        RunData data = RunData.of(summary, result.measurements(), opened);
        AtomicFile.write(
                folder.resolve(SummaryJson.FILE_NAME),
                SummaryJson.write(summary, data.judgement()));
        AtomicFile.write(folder.resolve(HTML), HtmlReport.of(data));
        InferencePerfFiles.write(
                data, opened, ReportSettings.inferencePerf(experiment), result.servers().stages());
        AtomicFile.write(
                folder.resolve(VllmBench.FILE_NAME),
                VllmBench.json(data, opened, ReportSettings.vllmBench(experiment)));
        return data.judgement();
    }
}
