package io.spillway.report;

import io.spillway.analysis.RunSummary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One objective, held against what was measured.
 *
 * @param key as in the configuration: {@code ttft_p95}, {@code error_rate}
 * @param limit seconds, or a share for the error rate
 * @param measured the same, NaN when it could not be measured
 */
public record SloLine(String key, double limit, double measured) {

    /** How it turned out. */
    public enum Outcome {
        MET,
        MISSED,
        UNMEASURED
    }

    /** Every objective, in order. */
    public static List<SloLine> of(RunSummary.Slo slo) {
        var lines = new ArrayList<SloLine>();
        slo.targets()
                .forEach(
                        (key, limit) ->
                                lines.add(
                                        new SloLine(
                                                key,
                                                limit,
                                                slo.measured().getOrDefault(key, Double.NaN))));
        return lines;
    }

    /** Whether the limit was kept. */
    public Outcome outcome() {
        if (Double.isNaN(measured)) {
            return Outcome.UNMEASURED;
        }
        return measured <= limit ? Outcome.MET : Outcome.MISSED;
    }

    public String limitText() {
        return text(limit);
    }

    public String measuredText() {
        return text(measured);
    }

    private String text(double value) {
        return isShare() ? Figures.percent(value) : Figures.latency(value);
    }

    /** {@code TTFT p95}, {@code error rate}. */
    public String name() {
        if (isShare()) {
            return "error rate";
        }
        int split = key.indexOf('_');
        String metric = key.substring(0, Math.max(0, split));
        String words = metric.equals("e2e") ? "end-to-end" : metric.toUpperCase(Locale.ROOT);
        return words + " " + key.substring(split + 1);
    }

    private boolean isShare() {
        return key.equals("error_rate");
    }
}
