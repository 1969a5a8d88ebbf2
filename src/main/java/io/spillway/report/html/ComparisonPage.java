package io.spillway.report.html;

import io.spillway.analysis.Scalability;
import io.spillway.report.Figures;
import io.spillway.report.Passage;
import io.spillway.report.compat.ResultSet;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BiConsumer;

/** The page of a comparison: results side by side, whoever made them, or one replica against N. */
public final class ComparisonPage {

    /**
     * What is compared.
     *
     * @param sides whose whole runs and stages are set side by side; the first is the reference
     * @param differences between sides, with what chance alone would do; may be empty
     * @param sizes throughput by number of replicas; null when sizes are not compared
     */
    public record Input(
            String title,
            List<Passage> story,
            List<ResultSet> sides,
            List<Difference> differences,
            @Nullable Sizes sizes,
            @Nullable String config) {
        public Input {
            story = List.copyOf(story);
            sides = List.copyOf(sides);
            differences = List.copyOf(differences);
        }
    }

    /**
     * Throughput by number of replicas.
     *
     * @param at where it was measured: {@code within the objectives}
     */
    public record Sizes(String at, Scalability scalability) {}

    /**
     * How far a side is from the reference.
     *
     * @param what {@code TTFT p95}
     * @param change as a share of the reference; with its confidence interval
     * @param real whether chance is no likely cause
     */
    public record Difference(
            String side, String what, double change, double low, double high, boolean real) {}

    private ComparisonPage() {}

    /** The page. */
    public static String of(Input input) {
        var story = new ArrayList<Passage>(input.story());
        story.addAll(caveats(input.sides()));
        Html page = StudyShell.open(input.title(), "comparison", story);
        Sizes sizes = input.sizes();
        if (sizes != null) {
            page.element("h2", "One against many");
            scalability(page, sizes);
        }
        if (!input.sides().isEmpty()) {
            page.element("h2", "Side by side");
            differences(page, input.differences());
            throughput(page, input.sides());
            latency(page, input.sides());
        }
        return StudyShell.close(page, input.title(), input.config());
    }

    private static List<Passage> caveats(List<ResultSet> sides) {
        var details = new ArrayList<String>();
        for (ResultSet side : sides) {
            for (String caveat : side.caveats()) {
                details.add("%s (%s): %s.".formatted(side.name(), side.tool(), caveat));
            }
        }
        boolean oneTool = sides.stream().map(ResultSet::tool).distinct().count() == 1;
        return details.isEmpty()
                ? List.of()
                : List.of(
                        new Passage(
                                "What must be known when comparing?",
                                oneTool
                                        ? "Something about these measurements."
                                        : "These tools do not measure alike.",
                                details));
    }

    /** Same parts next to each other, the sides in their order. */
    private static void rows(List<ResultSet> sides, BiConsumer<ResultSet, ResultSet.Row> row) {
        var parts = new LinkedHashSet<String>();
        sides.forEach(side -> side.rows().forEach(each -> parts.add(each.label())));
        for (String part : parts) {
            for (ResultSet side : sides) {
                side.rows().stream()
                        .filter(each -> each.label().equals(part))
                        .forEach(each -> row.accept(side, each));
            }
        }
    }

    private static void throughput(Html page, List<ResultSet> sides) {
        var table =
                new Table("throughput", "Requests and throughput")
                        .words("Result")
                        .words("made by")
                        .words("part")
                        .figures(
                                "asked /s",
                                "sent /s",
                                "succeeded",
                                "failed",
                                "req/s",
                                "out tok/s",
                                "tok/s");
        rows(
                sides,
                (side, row) -> {
                    table.row(side.name()).text(side.tool()).text(row.label());
                    table.number(row.requestedRate()).number(row.achievedRate());
                    table.count(row.succeeded()).count(row.failed());
                    table.number(row.rates().requests()).number(row.rates().outputTokens());
                    table.number(row.rates().totalTokens());
                });
        table.addTo(page);
    }

    private static void latency(Html page, List<ResultSet> sides) {
        var table =
                new Table("latency", "Latency from the actual send")
                        .words("Result")
                        .words("part")
                        .figures("TTFT p50", "p95", "p99", "ITL p50", "p95", "TPOT p50", "p95")
                        .figures("end to end p50", "p95", "p99");
        rows(
                sides,
                (side, row) -> {
                    table.row(side.name()).text(row.label());
                    table.latency(row.ttft().p50()).latency(row.ttft().p95());
                    table.latency(row.ttft().p99());
                    table.latency(row.itl().p50()).latency(row.itl().p95());
                    table.latency(row.tpot().p50()).latency(row.tpot().p95());
                    table.latency(row.endToEnd().p50()).latency(row.endToEnd().p95());
                    table.latency(row.endToEnd().p99());
                });
        table.addTo(page);
    }

    private static void differences(Html page, List<Difference> differences) {
        if (differences.isEmpty()) {
            return;
        }
        var table =
                new Table("differences", "Against the first; what could be chance is called noise")
                        .words("Result")
                        .words("what")
                        .figures("change", "at least", "at most")
                        .words("");
        for (Difference difference : differences) {
            table.row(difference.side()).text(difference.what()).percent(difference.change());
            table.percent(difference.low()).percent(difference.high());
            if (difference.real()) {
                table.badge("different", "warn");
            } else {
                table.text("noise");
            }
        }
        table.addTo(page);
    }

    private static void scalability(Html page, Sizes sizes) {
        Scalability scalability = sizes.scalability();
        var measured = new ArrayList<Plot.Point>();
        var linear = new ArrayList<Plot.Point>();
        double one = scalability.throughput().getOrDefault(1, Double.NaN);
        scalability
                .throughput()
                .forEach(
                        (n, rate) -> {
                            String label = "%s: %s/s".formatted(n, Figures.number(rate));
                            measured.add(new Plot.Point(n, rate, label));
                            linear.add(new Plot.Point(n, n * one, n + " times one"));
                        });
        var plot =
                new Plot(
                        "Throughput " + sizes.at(),
                        "what N replicas serve, against N times one",
                        Plot.Axis.of("replicas"),
                        Plot.Axis.of("requests a second"));
        plot.line("measured", measured).path("N times one", linear);
        if (scalability instanceof Scalability.Fitted fitted) {
            var law = new ArrayList<Plot.Point>();
            int most = scalability.throughput().lastKey();
            for (int n = 1; n <= most; n++) {
                law.add(new Plot.Point(n, fitted.at(n), n + ": " + Figures.number(fitted.at(n))));
            }
            plot.path("scalability law", law);
        }
        plot.addTo(page);
        page.element("p", law(scalability), "class", "muted");
        var table =
                new Table("sizes", "Speed-up and efficiency")
                        .words("Replicas")
                        .figures("req/s", "speed-up", "efficiency");
        scalability
                .throughput()
                .forEach(
                        (n, rate) ->
                                table.row(String.valueOf(n))
                                        .number(rate)
                                        .number(rate / one)
                                        .percent(rate / (n * one)));
        table.addTo(page);
    }

    private static String law(Scalability scalability) {
        return switch (scalability) {
            case Scalability.Fitted fitted ->
                    "Universal Scalability Law: contention %s, coherency %s%s."
                            .formatted(
                                    Figures.percent(fitted.alpha()),
                                    Figures.percent(fitted.beta()),
                                    Double.isFinite(fitted.peak())
                                            ? "; more than %s replicas would serve less"
                                                    .formatted(Figures.number(fitted.peak()))
                                            : "");
            case Scalability.Refused refused ->
                    "No scalability law was fitted: " + refused.reason() + ".";
        };
    }
}
