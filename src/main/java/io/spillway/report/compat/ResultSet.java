package io.spillway.report.compat;

import java.util.List;

/**
 * Results of some benchmark tool, in common terms.
 *
 * @param name of the run, or of the file
 * @param tool that made them, with its generation
 * @param rows the whole first, then stages where there are any
 * @param caveats what must be known when comparing, as sentences
 */
public record ResultSet(String name, String tool, List<Row> rows, List<String> caveats) {

    public ResultSet {
        rows = List.copyOf(rows);
        caveats = List.copyOf(caveats);
    }

    /**
     * A run or a stage. Requests a second, tokens a second, seconds; NaN for what is not known.
     *
     * @param label {@code all}, or {@code stage 0}
     */
    public record Row(
            String label,
            double requestedRate,
            double achievedRate,
            long succeeded,
            long failed,
            Rates rates,
            Tail ttft,
            Tail itl,
            Tail tpot,
            Tail endToEnd) {}

    /** Throughput. */
    public record Rates(double requests, double outputTokens, double totalTokens) {}

    /** A distribution from the actual send, in seconds. */
    public record Tail(double mean, double p50, double p90, double p95, double p99) {
        public static final Tail UNKNOWN =
                new Tail(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /** The row of the whole run. */
    public Row whole() {
        return rows.getFirst();
    }
}
