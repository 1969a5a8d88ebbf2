package io.spillway.report.compat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of inference-perf's files are written, and how.
 *
 * @param prefix of every file name, may be empty
 * @param percentiles from 0 to 100, in the order of the keys
 * @param parts which files
 * @param adapters LoRA adapters, by the model names under which requests were sent
 * @param constraints limits of goodput in seconds, by inference-perf's names: {@code ttft tpot itl
 *     ntpot request_latency}
 * @param concurrency users of each stage, by its index; empty where stages have rates
 * @param maxErrorMessages different messages kept for each kind of failure
 */
public record InferencePerfOptions(
        Format format,
        String prefix,
        List<Double> percentiles,
        Parts parts,
        List<String> adapters,
        Map<String, Double> constraints,
        List<Integer> concurrency,
        int maxErrorMessages) {

    /** The percentiles of either generation when nothing else is configured. */
    public static final List<Double> PERCENTILES =
            List.of(0.1, 1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9);

    public InferencePerfOptions {
        percentiles = List.copyOf(percentiles);
        adapters = List.copyOf(adapters);
        constraints = Collections.unmodifiableMap(new LinkedHashMap<>(constraints));
        concurrency = List.copyOf(concurrency);
    }

    /** A generation of file shapes. */
    public enum Format {
        /** As of release 0.2.0. */
        V0_2,
        /** As of its main branch. */
        HEAD
    }

    /**
     * Which files are written.
     *
     * @param serverSummary what the servers said, over the run; likewise by stage
     * @param adapterStages a file for each stage of each adapter
     */
    public record Parts(
            boolean summary,
            boolean stages,
            boolean requests,
            boolean serverSummary,
            boolean serverStages,
            boolean adapters,
            boolean adapterStages) {

        /** Summary and stages, as inference-perf does by default. */
        public static final Parts DEFAULT = new Parts(true, true, false, true, false, true, false);
    }

    /** The default files in a format. */
    public static InferencePerfOptions of(Format format) {
        return new InferencePerfOptions(
                format, "", PERCENTILES, Parts.DEFAULT, List.of(), Map.of(), List.of(), 100);
    }
}
