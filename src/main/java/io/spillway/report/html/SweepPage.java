package io.spillway.report.html;

import io.spillway.report.Figures;
import io.spillway.report.Passage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The page of a sweep: where capacity ends. */
public final class SweepPage {

    /**
     * What a sweep found. Rates in requests a second, latencies in seconds from the intended send,
     * NaN for what is not known.
     *
     * @param story passages after the generated one
     * @param steps in the order of their rates
     * @param capacity where it ends; with its interval
     * @param foreignEstimate what inference-perf's estimator says of the same server
     * @param limit on TTFT, the strictest
     */
    public record Input(
            String title,
            List<Passage> story,
            List<Step> steps,
            Interval capacity,
            double foreignEstimate,
            double limit,
            @Nullable String config) {
        public Input {
            story = List.copyOf(story);
            steps = List.copyOf(steps);
        }
    }

    /** A value and the bounds of its confidence interval. */
    public record Interval(double value, double low, double high) {}

    /** One rate and what came of it. */
    public record Step(
            String label,
            double offeredRate,
            double achievedRate,
            Tails ttft,
            double itlP95,
            double outputTokensPerSecond,
            double errorRate,
            double attainment) {}

    /** Percentiles. */
    public record Tails(double p50, double p95, double p99) {}

    private SweepPage() {}

    /** The page. */
    public static String of(Input input) {
        var story = new ArrayList<Passage>();
        story.add(capacity(input));
        story.addAll(input.story());
        Html page = StudyShell.open(input.title(), "sweep", story);
        if (input.steps().isEmpty()) {
            return StudyShell.close(page, input.title(), input.config());
        }
        StudyShell.part(
                page,
                "Where it bends",
                () -> {
                    page.open("div", "class", "charts");
                    throughput(page, input);
                    latency(page, input);
                    page.close("div");
                });
        StudyShell.part(page, "Steps", () -> table(page, input));
        return StudyShell.close(page, input.title(), input.config());
    }

    private static Passage capacity(Input input) {
        String question = "Where does capacity end?";
        Interval capacity = input.capacity();
        var details = new ArrayList<String>();
        if (Double.isFinite(input.foreignEstimate())) {
            details.add(
                    "inference-perf's estimator would say %s a second."
                            .formatted(Figures.number(input.foreignEstimate())));
        }
        if (!Double.isFinite(capacity.value())) {
            return new Passage(
                    question,
                    Passage.Mood.MIXED,
                    "Not found",
                    "Throughput had not levelled off at the highest rate.",
                    details);
        }
        details.add(
                "Plan for %s to %s requests a second, 20 to 30 %% below it."
                        .formatted(
                                Figures.number(0.7 * capacity.value()),
                                Figures.number(0.8 * capacity.value())));
        return new Passage(
                question,
                Passage.Mood.PLAIN,
                "%s requests a second".formatted(Figures.number(capacity.value())),
                "Between %s and %s."
                        .formatted(Figures.number(capacity.low()), Figures.number(capacity.high())),
                details);
    }

    private static void throughput(Html page, Input input) {
        var plot =
                new Plot(
                        "Throughput",
                        "requests served against requests offered",
                        Plot.Axis.of("offered, requests a second"),
                        Plot.Axis.of("served a second"));
        plot.line("served", points(input, Step::achievedRate));
        plot.line("offered", points(input, Step::offeredRate));
        plot.upright(input.capacity().value(), "capacity");
        plot.addTo(page);
    }

    private static void latency(Html page, Input input) {
        var plot =
                new Plot(
                        "Time to first token",
                        "the knee is where percentiles part",
                        Plot.Axis.of("offered, requests a second"),
                        Plot.Axis.latency("TTFT"));
        plot.line("p50", points(input, step -> step.ttft().p50()));
        plot.line("p95", points(input, step -> step.ttft().p95()));
        plot.line("p99", points(input, step -> step.ttft().p99()));
        plot.upright(input.capacity().value(), "capacity");
        plot.level(input.limit(), "objective");
        plot.addTo(page);
    }

    private static List<Plot.Point> points(Input input, ToDoubleFunction<Step> y) {
        return input.steps().stream()
                .map(
                        step ->
                                new Plot.Point(
                                        step.offeredRate(), y.applyAsDouble(step), step.label()))
                .toList();
    }

    private static void table(Html page, Input input) {
        var table =
                new Table("steps", "What came of each rate")
                        .words("Step")
                        .figures(
                                "offered /s",
                                "served /s",
                                "TTFT p50",
                                "TTFT p95",
                                "TTFT p99",
                                "ITL p95",
                                "out tok/s",
                                "failed",
                                "in limits");
        for (Step step : input.steps()) {
            table.row(step.label()).number(step.offeredRate()).number(step.achievedRate());
            table.latency(step.ttft().p50()).latency(step.ttft().p95());
            table.latency(step.ttft().p99()).latency(step.itlP95());
            table.number(step.outputTokensPerSecond());
            table.percent(step.errorRate()).percent(step.attainment());
        }
        table.addTo(page);
    }
}
