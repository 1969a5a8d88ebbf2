package io.spillway.report;

import io.spillway.analysis.RunSummary;
import io.spillway.record.RunFolder;
import io.spillway.report.compat.ForeignResults;
import io.spillway.report.compat.ResultSet;
import io.spillway.study.compare.PairedRuns;
import io.spillway.study.compare.Requests;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finished runs side by side, whoever made them. The first is the reference; runs of ours whose
 * requests were kept are compared with it pair by pair.
 */
public record ComparedRuns(List<Side> sides) {

    public ComparedRuns {
        sides = List.copyOf(sides);
    }

    /**
     * One of them.
     *
     * @param own our summary; null for another tool's results
     * @param paired against the reference; null for the reference, and where requests are not kept
     */
    public record Side(ResultSet results, @Nullable RunSummary own, @Nullable PairedRuns paired) {
        public String name() {
            return results.name();
        }
    }

    /**
     * Reads folders of ours and other tools' results.
     *
     * @throws IOException when one of them is nothing that is known; the message names it
     */
    public static ComparedRuns read(List<Path> paths) throws IOException {
        var sides = new ArrayList<Side>();
        Map<String, Integer> named = new LinkedHashMap<>();
        Requests reference = null;
        for (Path path : paths) {
            Requests requests = requests(path);
            for (ResultSet results : ForeignResults.read(path)) {
                int nth = named.merge(results.name(), 1, Integer::sum);
                PairedRuns paired =
                        reference == null || requests == null
                                ? null
                                : PairedRuns.of(reference, requests);
                sides.add(new Side(numbered(results, nth), own(path), paired));
            }
            if (sides.size() == 1) {
                reference = requests;
            }
        }
        return new ComparedRuns(sides);
    }

    private static ResultSet numbered(ResultSet results, int nth) {
        return nth == 1
                ? results
                : new ResultSet(
                        "%s (%d)".formatted(results.name(), nth),
                        results.tool(),
                        results.rows(),
                        results.caveats());
    }

    private static @Nullable RunSummary own(Path path) throws IOException {
        Path summary = path.resolve(SummaryJson.FILE_NAME);
        return Files.isRegularFile(summary) ? SummaryJson.read(Files.readString(summary)) : null;
    }

    private static @Nullable Requests requests(Path path) throws IOException {
        return Files.isDirectory(path) && Files.isRegularFile(path.resolve(RunStart.FILE_NAME))
                ? Requests.of(RunFolder.open(path))
                : null;
    }
}
