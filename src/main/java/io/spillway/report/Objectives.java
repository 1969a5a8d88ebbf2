package io.spillway.report;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.SloTargets;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a run stands with its objectives. Objectives that are met are good news only where nearly
 * every request was within the limits: a p50 is met when half of them are.
 */
public final class Objectives {
    static final double NEARLY_ALL = 0.95;

    private final RunSummary.Slo slo;

    public Objectives(RunSummary.Slo slo) {
        this.slo = slo;
    }

    public boolean areMet() {
        return Boolean.TRUE.equals(slo.met());
    }

    /** Met, and 95 % of the requests were within every limit. */
    public boolean areMetByNearlyAll() {
        return areMet() && !(slo.attainment() < NEARLY_ALL);
    }

    /** {@code "31.5 % of the requests"}: those that were not within every limit. */
    public String missed() {
        return Figures.percent(1 - slo.attainment()) + " of the requests";
    }

    /** {@code "met, but 31.5 % of the requests missed a limit"}. */
    public String words() {
        Boolean met = slo.met();
        if (met == null) {
            return "not measured";
        }
        if (!met) {
            return "missed";
        }
        return areMetByNearlyAll() ? "met" : "met, but %s missed a limit".formatted(missed());
    }

    /** What one request has to keep: {@code "TTFT 500 ms, TPOT 100 ms"}; empty for nothing. */
    String limits() {
        List<SloTargets.Percentile> targets = new SloTargets(slo.targets()).percentiles();
        return targets.stream()
                .map(SloTargets.Percentile::metric)
                .distinct()
                .map(metric -> name(metric) + " " + Figures.latency(strictest(targets, metric)))
                .collect(Collectors.joining(", "));
    }

    private static double strictest(List<SloTargets.Percentile> targets, String metric) {
        return targets.stream()
                .filter(target -> target.metric().equals(metric))
                .mapToDouble(SloTargets.Percentile::limitSeconds)
                .min()
                .orElse(Double.NaN);
    }

    private static String name(String metric) {
        return metric.equals("e2e") ? "end-to-end" : metric.toUpperCase(Locale.ROOT);
    }

    /** Objectives that were met although they allow many requests to be slower. */
    List<String> loose() {
        var loose = new ArrayList<String>();
        for (SloLine line : SloLine.of(slo)) {
            boolean isLoose =
                    new SloTargets(slo.targets())
                            .percentiles().stream()
                                    .anyMatch(
                                            target ->
                                                    target.key().equals(line.key())
                                                            && target.percent() < 90);
            if (isLoose && line.outcome() == SloLine.Outcome.MET) {
                loose.add(line.name());
            }
        }
        return loose;
    }
}
