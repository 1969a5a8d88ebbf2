package io.spillway.report.compat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.spillway.report.RunStart;
import io.spillway.report.SummaryJson;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads results whoever made them: a folder of ours, a folder of inference-perf of either
 * generation, or a JSON file (or a folder of them) of {@code vllm bench serve}.
 */
public final class ForeignResults {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String SUMMARY = "summary_lifecycle_metrics.json";
    private static final String STAGE = "stage_%d_lifecycle_metrics.json";
    private static final int MAX_FILES = 200;

    private ForeignResults() {}

    /**
     * Whatever is there.
     *
     * @throws IOException when there is nothing, or nothing that is known; the message says what
     *     was looked for
     */
    public static List<ResultSet> read(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return benches(path);
        }
        if (!Files.isDirectory(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (Files.exists(path.resolve(SummaryJson.FILE_NAME))) {
            String text = Files.readString(path.resolve(SummaryJson.FILE_NAME));
            return List.of(OwnResults.of(SummaryJson.read(text)));
        }
        if (Files.exists(path.resolve(RunStart.FILE_NAME))) {
            throw new IOException(
                    "%s has no %s yet: spillway report %s makes it"
                            .formatted(path, SummaryJson.FILE_NAME, path));
        }
        List<Path> summaries = files(path, SUMMARY);
        if (!summaries.isEmpty()) {
            return List.of(inferencePerf(path, prefix(summaries.getFirst(), SUMMARY)));
        }
        List<Path> firstStages = files(path, STAGE.formatted(0));
        if (!firstStages.isEmpty()) {
            return List.of(inferencePerf(path, prefix(firstStages.getFirst(), STAGE.formatted(0))));
        }
        var sets = new ArrayList<ResultSet>();
        for (Path file : files(path, ".json")) {
            if (!file.toString().endsWith(".pytorch.json")) {
                sets.addAll(benches(file));
            }
        }
        if (sets.isEmpty()) {
            throw new IOException(
                    "%s has neither %s, nor *%s of inference-perf, nor JSON files of vllm bench serve"
                            .formatted(path, SummaryJson.FILE_NAME, SUMMARY));
        }
        return sets;
    }

    /** Files of the folder whose names end so; inference-perf may put a prefix before them. */
    private static List<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(end))
                    .sorted()
                    .limit(MAX_FILES)
                    .toList();
        }
    }

    private static String prefix(Path file, String end) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - end.length());
    }

    /** What can be read of a folder that may be incomplete; what cannot is a caveat. */
    private static ResultSet inferencePerf(Path folder, String prefix) throws IOException {
        var caveats = new ArrayList<String>();
        var stages = new ArrayList<ResultSet.Row>();
        JsonNode whole = readable(folder.resolve(prefix + SUMMARY), caveats);
        JsonNode any = whole;
        for (int stage = 0; stage < MAX_FILES; stage++) {
            Path file = folder.resolve(prefix + STAGE.formatted(stage));
            JsonNode each = Files.exists(file) ? readable(file, caveats) : null;
            if (each != null) {
                stages.add(InferencePerfResult.row("stage " + stage, each));
                any = any == null ? each : any;
            }
        }
        if (any == null) {
            throw new IOException("%s: %s".formatted(folder, String.join("; ", caveats)));
        }
        var rows = new ArrayList<ResultSet.Row>();
        rows.add(whole == null ? counted(stages) : InferencePerfResult.row("all", whole));
        rows.addAll(stages);
        caveats.addAll(InferencePerfResult.caveats(any));
        return new ResultSet(
                name(folder),
                "inference-perf " + InferencePerfResult.generation(any),
                rows,
                caveats);
    }

    private static @Nullable JsonNode readable(Path file, List<String> caveats) {
        if (!Files.exists(file)) {
            caveats.add(file.getFileName() + " is missing");
            return null;
        }
        try {
            return tree(file);
        } catch (IOException unreadable) {
            caveats.add(file.getFileName() + " cannot be read");
            return null;
        }
    }

    /** The whole of stages: only counts add up. */
    private static ResultSet.Row counted(List<ResultSet.Row> stages) {
        return new ResultSet.Row(
                "all",
                Double.NaN,
                Double.NaN,
                stages.stream().mapToLong(ResultSet.Row::succeeded).sum(),
                stages.stream().mapToLong(ResultSet.Row::failed).sum(),
                new ResultSet.Rates(Double.NaN, Double.NaN, Double.NaN),
                ResultSet.Tail.UNKNOWN,
                ResultSet.Tail.UNKNOWN,
                ResultSet.Tail.UNKNOWN,
                ResultSet.Tail.UNKNOWN);
    }

    private static String name(Path path) {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null ? path.toString() : name.toString();
    }

    private static JsonNode tree(Path file) throws IOException {
        try {
            JsonNode tree = MAPPER.readTree(file.toFile());
            if (tree != null && tree.isObject()) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
        throw new IOException(file + " holds no JSON object");
    }

    /** A file of one object, or of one a line as {@code --append-result} leaves them. */
    private static List<ResultSet> benches(Path file) throws IOException {
        var sets = new ArrayList<ResultSet>();
        try (MappingIterator<JsonNode> objects =
                MAPPER.readerFor(JsonNode.class).readValues(file.toFile())) {
            while (objects.hasNextValue()) {
                JsonNode object = objects.nextValue();
                if (!object.has("request_throughput") || !object.has("completed")) {
                    throw new IOException(
                            file + " is not a result of vllm bench serve: no request_throughput");
                }
                sets.add(VllmBenchResult.of(name(file), object));
            }
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
        return sets;
    }
}
