package io.spillway.study.compare;

import io.spillway.analysis.Scalability;

import java.util.List;

/**
 * What a comparison of sizes found: a document {@value #SCHEMA}. Rates are requests per second.
 *
 * @param runId of the runs
 * @param at where capacity was measured
 * @param sizes from the least to the most
 * @param scalability of the sizes whose capacity was found
 */
public record SizesResult(
        String runId, SizeComparison.At at, List<SizeResult> sizes, Scalability scalability) {

    public static final String SCHEMA = "spillway/comparison/v1";

    public SizesResult {
        sizes = List.copyOf(sizes);
    }

    /** What must be known of the figures by whoever compares them, in sentences. */
    public List<String> cautions() {
        return at == SizeComparison.At.SLO
                ? List.of(
                        "Each figure comes from one draw of arrivals and lengths: another seed gives some percent"
                                + " more or less. Longer trials (load.sweep.max_duration) vary less.")
                : List.of();
    }
}
