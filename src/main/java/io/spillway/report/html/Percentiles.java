package io.spillway.report.html;

import io.spillway.record.LatencyHistogram;
import io.spillway.record.RequestStats;
import io.spillway.record.RequestStats.Metric;
import io.spillway.report.Json;

import java.util.ArrayList;
import java.util.List;

/**
 * Latency by percentile on HdrHistogram's axis, 1 / (1 - p): every factor of ten is another nine. A
 * curve ends where fewer than one value is left beyond it.
 */
final class Percentiles {
    private static final int STEPS_PER_TEN = 12;
    private static final double MOST_NINES = 5;

    /** The least of all, often a gap of nothing within a chunk, would stretch the axis. */
    private static final double FIRST_PERCENT = 10;

    private Percentiles() {}

    /** The ladder, and a curve for each distribution that has values, in seconds. */
    static Json of(RequestStats stats) {
        var ladder = new ArrayList<Double>();
        ladder.add(100 / (100 - FIRST_PERCENT));
        for (int step = 1; step <= MOST_NINES * STEPS_PER_TEN; step++) {
            ladder.add(Math.pow(10, (double) step / STEPS_PER_TEN));
        }
        var curves = new ArrayList<Json>();
        add(curves, "TTFT", stats.of(Metric.TTFT_FROM_INTENDED), ladder);
        add(curves, "ITL", stats.of(Metric.ITL), ladder);
        add(curves, "TPOT", stats.of(Metric.TPOT), ladder);
        add(curves, "end to end", stats.of(Metric.E2E_FROM_INTENDED), ladder);
        return new Json().put("x", RunCharts.numbers(ladder)).put("curves", curves);
    }

    private static void add(
            List<Json> curves, String name, LatencyHistogram values, List<Double> ladder) {
        if (values.isEmpty()) {
            return;
        }
        var curve = new ArrayList<Double>();
        for (double x : ladder) {
            boolean known = x <= Math.max(10, values.count());
            curve.add(known ? values.percentile(100 - 100 / x) / 1e9 : Double.NaN);
        }
        curves.add(new Json().put("label", name).put("values", RunCharts.numbers(curve)));
    }
}
