package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Scalability;
import io.spillway.report.Passage;
import io.spillway.report.compat.OwnResults;
import io.spillway.report.compat.ResultSet;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Inputs of study pages, as studies would give them. */
final class SampleStudies {
    private SampleStudies() {}

    static SweepPage.Input sweep(String title) {
        var steps = new ArrayList<SweepPage.Step>();
        for (int i = 1; i <= 10; i++) {
            double rate = 2.0 * i;
            double served = Math.min(rate, 13);
            double ttft = 0.05 / Math.max(0.05, 1 - rate / 14);
            steps.add(
                    new SweepPage.Step(
                            "step " + i,
                            rate,
                            served,
                            new SweepPage.Tails(ttft, 2 * ttft, 3 * ttft),
                            0.02,
                            served * 64,
                            0,
                            rate < 13 ? 1 : 0.3));
        }
        return new SweepPage.Input(
                title,
                List.of(),
                steps,
                new SweepPage.Interval(13.1, 12.6, 13.5),
                17.2,
                2,
                "load: {type: constant}\n");
    }

    static EvaluationPage.Input evaluation(String title) {
        return evaluation(title, null);
    }

    static EvaluationPage.Input evaluation(
            String title, EvaluationPage.@Nullable Fixed cheaperFixed) {
        var settings = new ArrayList<EvaluationPage.Setting>();
        var rows = new ArrayList<List<Double>>();
        double cheapest = 0;
        for (int threshold : new int[] {1, 2, 5, 10, 20}) {
            var row = new ArrayList<Double>();
            for (int consecutive : new int[] {1, 2, 3}) {
                double attainment = 1 - 0.012 * threshold - 0.03 * consecutive;
                double cost = 1400 - 25.0 * threshold - 40 * consecutive;
                row.add(threshold == 20 && consecutive == 3 ? Double.NaN : attainment);
                settings.add(
                        new EvaluationPage.Setting(
                                threshold % 2 == 0 ? "hpa-pods" : "queue-threshold",
                                "threshold=%d, consecutive=%d".formatted(threshold, consecutive),
                                attainment,
                                attainment - 0.02,
                                cost,
                                0.4 + 0.1 * threshold,
                                attainment > cheapest));
            }
            rows.add(row);
        }
        return new EvaluationPage.Input(
                title,
                List.of(
                        new Passage(
                                "What was asked?", "15 settings, 3 seeds, one load.", List.of())),
                settings,
                List.of(
                        new EvaluationPage.Fixed(1, 0.21, 400),
                        new EvaluationPage.Fixed(2, 0.7, 800),
                        new EvaluationPage.Fixed(4, 0.99, 1600)),
                900,
                settings.getFirst(),
                "the cheapest of 3 settings of 15 that met every objective under every seed",
                cheaperFixed,
                List.of(
                        new HeatMap(
                                "Requests within every limit",
                                "threshold",
                                "consecutive",
                                List.of("1", "2", "5", "10", "20"),
                                List.of("1", "2", "3"),
                                rows)),
                null);
    }

    static ComparisonPage.Input comparison(String title, RunSummary summary) {
        ResultSet own = OwnResults.of(summary);
        var throughput = new TreeMap<Integer, Double>();
        throughput.put(1, 1000.0);
        throughput.put(2, 1938.0);
        throughput.put(4, 3629.8);
        throughput.put(8, 6319.1);
        return new ComparisonPage.Input(
                title,
                List.of(),
                List.of(
                        own,
                        new ResultSet(
                                "other", "inference-perf 0.2", own.rows(), List.of("not alike"))),
                List.of(
                        new ComparisonPage.Difference("other", "TTFT p95", 0.12, 0.05, 0.2, true),
                        new ComparisonPage.Difference(
                                "other", "requests/s", 0.01, -0.02, 0.03, false)),
                new ComparisonPage.Sizes("within the objectives", Scalability.fit(throughput)),
                null);
    }
}
