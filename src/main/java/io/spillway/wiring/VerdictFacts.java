package io.spillway.wiring;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.VerdictInputs;
import io.spillway.config.VerdictsConfig;
import io.spillway.report.SummaryJson;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code report.verdicts} as inputs of V7 to V10 and V14. */
final class VerdictFacts {

    private VerdictFacts() {}

    /** Throws with a sentence when the summary of another run cannot be read. */
    static VerdictInputs add(VerdictInputs known, VerdictsConfig config) throws IOException {
        return new VerdictInputs(
                known.sweep(),
                other(config.constantRun()),
                other(config.syntheticRun()),
                dataset(config),
                topology(config),
                known.routes());
    }

    private static VerdictInputs.@Nullable OtherRun other(@Nullable Path folder)
            throws IOException {
        if (folder == null) {
            return null;
        }
        Path file = folder.resolve(SummaryJson.FILE_NAME);
        RunSummary other;
        try {
            other = SummaryJson.read(Files.readString(file));
        } catch (IOException unreadable) {
            throw new IOException("report.verdicts: %s cannot be read".formatted(file), unreadable);
        }
        RunSummary.FromBoth ttft = other.latency().ttft();
        return ttft == null || !ttft.fromIntended().isMeasured()
                ? null
                : new VerdictInputs.OtherRun(
                        ttft.fromIntended().p99(), other.throughput().requestsPerSecond());
    }

    private static VerdictInputs.@Nullable Dataset dataset(VerdictsConfig config) {
        Double p50 = config.productionP50();
        Double p95 = config.productionP95();
        Double age = config.datasetAgeDays();
        return p50 == null && p95 == null && age == null
                ? null
                : new VerdictInputs.Dataset(known(p50), known(p95), known(age));
    }

    private static double known(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    private static VerdictInputs.@Nullable Topology topology(VerdictsConfig config) {
        return config.generatorZone() == null && config.nodeType() == null
                ? null
                : new VerdictInputs.Topology(
                        null, config.generatorZone(), config.serverZone(), config.nodeType());
    }
}
