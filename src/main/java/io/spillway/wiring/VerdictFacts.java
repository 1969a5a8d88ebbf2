package io.spillway.wiring;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.VerdictInputs;
import io.spillway.config.VerdictsConfig;
import io.spillway.record.LatencyHistogram;
import io.spillway.record.Measurements;
import io.spillway.record.RequestStats.Metric;
import io.spillway.report.SummaryJson;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code report.verdicts} held against what a finished run measured: inputs of V7 to V10, V14. */
final class VerdictFacts {
    private final VerdictsConfig config;
    private final Measurements measured;

    private VerdictFacts(VerdictsConfig config, Measurements measured) {
        this.config = config;
        this.measured = measured;
    }

    /** Throws with a sentence when the summary of another run cannot be read. */
    static VerdictInputs add(VerdictInputs known, VerdictsConfig config, Measurements measured)
            throws IOException {
        if (config.equals(VerdictsConfig.NONE)) {
            return known;
        }
        var facts = new VerdictFacts(config, measured);
        return known.with(
                facts.tails(config.constantRun()),
                facts.tails(config.syntheticRun()),
                facts.dataset(),
                facts.topology());
    }

    private VerdictInputs.@Nullable Tails tails(@Nullable Path otherRun) throws IOException {
        if (otherRun == null) {
            return null;
        }
        Path file = otherRun.resolve(SummaryJson.FILE_NAME);
        RunSummary other;
        try {
            other = SummaryJson.read(Files.readString(file));
        } catch (IOException unreadable) {
            throw new IOException("report.verdicts: %s cannot be read".formatted(file), unreadable);
        }
        RunSummary.FromBoth ttft = other.latency().ttft();
        LatencyHistogram own = measured.total().of(Metric.TTFT_FROM_INTENDED);
        if (ttft == null || own.isEmpty()) {
            return null;
        }
        return new VerdictInputs.Tails(
                ttft.fromIntended().p99(), own.percentile(99) / 1e9, rate() / rate(other));
    }

    /** Answered per second, from the first intended send to the last end. */
    private double rate() {
        double seconds =
                (measured.total().lastEndNanos() - measured.total().firstIntendedNanos()) / 1e9;
        return measured.total().succeeded() / seconds;
    }

    private static double rate(RunSummary other) {
        return other.throughput().requestsPerSecond();
    }

    private VerdictInputs.@Nullable Dataset dataset() {
        Double p50 = config.productionP50();
        Double p95 = config.productionP95();
        Double age = config.datasetAgeDays();
        if (p50 == null && p95 == null && age == null) {
            return null;
        }
        LatencyHistogram tokens = measured.total().of(Metric.INPUT_TOKENS);
        return new VerdictInputs.Dataset(
                known(p50), known(p95), tokens.percentile(50), tokens.percentile(95), known(age));
    }

    private static double known(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    private VerdictInputs.@Nullable Topology topology() {
        return config.generatorZone() == null && config.nodeType() == null
                ? null
                : new VerdictInputs.Topology(
                        null, config.generatorZone(), config.serverZone(), config.nodeType());
    }
}
