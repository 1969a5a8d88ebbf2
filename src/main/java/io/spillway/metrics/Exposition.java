package io.spillway.metrics;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What a metrics page said.
 *
 * @param samples in the order of the page
 * @param types what {@code # TYPE} lines said, by family name as written there
 * @param skippedLines lines that are neither blank, nor comments, nor samples
 * @param firstProblem what was wrong with the first of them
 * @param complete the page ended with {@code # EOF}, as OpenMetrics has it
 */
public record Exposition(
        List<Sample> samples,
        Map<String, String> types,
        int skippedLines,
        @Nullable String firstProblem,
        boolean complete) {

    public Exposition {
        samples = Collections.unmodifiableList(samples);
        types = Collections.unmodifiableMap(types);
    }

    /**
     * One sample. Exemplars are not kept.
     *
     * @param name with its suffix, as in {@code x_total} or {@code x_bucket}
     * @param labels in the order of the page
     * @param timestampSeconds NaN when the page gives none; taken to be milliseconds where it is
     *     written as an integer above 10<sup>11</sup>, as the classic format does
     */
    public record Sample(
            String name, Map<String, String> labels, double value, double timestampSeconds) {
        public Sample {
            labels = Collections.unmodifiableMap(labels);
        }

        /** The value of a label, empty when it has none: absent and empty mean the same. */
        public String label(String label) {
            return labels.getOrDefault(label, "");
        }
    }
}
