package io.spillway.report.html;

import io.spillway.report.Figures;
import io.spillway.report.Passage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page of an evaluation: many settings, one load. */
public final class EvaluationPage {
    private static final int MAX_ROWS = 1000;

    /**
     * What was judged. Attainment is a share of scheduled requests, cost is paid replica-seconds;
     * both are means over seeds.
     *
     * @param story passages after the recommendation
     * @param settings in the order in which they are listed
     * @param fixed the same with a fixed number of replicas
     * @param oracleReplicaSeconds the least anybody could pay without ever falling short; NaN when
     *     unknown
     * @param recommendation the chosen setting; null when there is none
     * @param why it was chosen, as a sentence without its full stop
     * @param cheaperFixed a fixed number that met every objective for less, or that alone met them;
     *     null when there is none
     * @param heatMaps attainment or cost over two parameters
     */
    public record Input(
            String title,
            List<Passage> story,
            List<Setting> settings,
            List<Fixed> fixed,
            double oracleReplicaSeconds,
            @Nullable Setting recommendation,
            String why,
            @Nullable Fixed cheaperFixed,
            List<HeatMap> heatMaps,
            @Nullable String config) {
        public Input {
            story = List.copyOf(story);
            settings = List.copyOf(settings);
            fixed = List.copyOf(fixed);
            heatMaps = List.copyOf(heatMaps);
        }
    }

    /**
     * A policy with its parameters.
     *
     * @param parameters as a person would write them: {@code threshold=2, consecutive=1}
     * @param attainmentLow least over seeds
     * @param pareto whether no other setting is at least as good in both and better in one
     */
    public record Setting(
            String policy,
            String parameters,
            double attainment,
            double attainmentLow,
            double replicaSeconds,
            double ttftP95,
            boolean pareto) {
        String name() {
            return parameters.isEmpty() ? policy : policy + " (" + parameters + ")";
        }
    }

    /** A fixed number of replicas. */
    public record Fixed(int replicas, double attainment, double replicaSeconds) {}

    private EvaluationPage() {}

    /** The page. */
    public static String of(Input input) {
        var story = new ArrayList<Passage>();
        story.add(recommendation(input));
        story.addAll(input.story());
        Html page = StudyShell.open(input.title(), "evaluation", story);
        page.element("h2", "Pictures");
        scatter(page, input);
        for (HeatMap map : input.heatMaps()) {
            map.addTo(page, EvaluationPage::cell);
        }
        page.element("h2", "Settings");
        table(page, input);
        return StudyShell.close(page, input.title(), input.config());
    }

    private static String cell(double value) {
        return value >= 0 && value <= 1 ? Figures.percent(value) : Figures.number(value);
    }

    private static Passage recommendation(Input input) {
        Setting best = input.recommendation();
        var details = new ArrayList<String>();
        String question = "Which setting should I use?";
        if (best == null) {
            return new Passage(question, "There was nothing to choose from.", details);
        }
        details.add(Character.toUpperCase(input.why().charAt(0)) + input.why().substring(1) + ".");
        if (best.attainmentLow() < best.attainment()) {
            details.add(
                    "In its worst seed %s of the requests were within every limit."
                            .formatted(Figures.percent(best.attainmentLow())));
        }
        String choice =
                "%s: %s of the requests within every limit for %s replica-seconds, TTFT p95 %s."
                        .formatted(
                                best.name(),
                                Figures.percent(best.attainment()),
                                Figures.number(best.replicaSeconds()),
                                Figures.latency(best.ttftP95()));
        Fixed fixed = input.cheaperFixed();
        if (fixed == null) {
            return new Passage(question, choice, details);
        }
        details.addFirst("Of the settings, for a load that may grow: " + choice);
        return new Passage(
                question,
                "None for this load: %s all along met every objective for %s replica-seconds."
                        .formatted(
                                Figures.count(fixed.replicas(), "replica"),
                                Figures.number(fixed.replicaSeconds())),
                details);
    }

    private static void scatter(Html page, Input input) {
        var plot =
                new Plot(
                                "Attainment against cost",
                                "each mark a setting; up is better, left is cheaper; the line joins those that nothing beats in both. Fixed numbers that cost much more are in the table below",
                                Plot.Axis.of("paid replica-seconds"),
                                Plot.Axis.percent("requests within every limit"))
                        .closeUp();
        Map<String, List<Plot.Point>> byPolicy = new LinkedHashMap<>();
        var front = new ArrayList<Plot.Point>();
        for (Setting setting : input.settings()) {
            var point =
                    new Plot.Point(
                            setting.replicaSeconds(),
                            setting.attainment(),
                            "%s: %s, %s replica-s"
                                    .formatted(
                                            setting.name(),
                                            Figures.percent(setting.attainment()),
                                            Figures.number(setting.replicaSeconds())));
            byPolicy.computeIfAbsent(setting.policy(), _ -> new ArrayList<>()).add(point);
            if (setting.pareto()) {
                front.add(point);
            }
        }
        front.sort((a, b) -> Double.compare(a.x(), b.x()));
        byPolicy.forEach(plot::points);
        plot.path("Pareto front", front);
        plot.points(
                "fixed number",
                input.fixed().stream()
                        .filter(fixed -> isNear(fixed, input))
                        .map(
                                fixed ->
                                        new Plot.Point(
                                                fixed.replicaSeconds(),
                                                fixed.attainment(),
                                                Figures.count(fixed.replicas(), "replica")))
                        .toList());
        plot.upright(input.oracleReplicaSeconds(), "oracle");
        plot.addTo(page);
    }

    /**
     * The settings are what the picture is about: what lies far from them would press them
     * together.
     */
    private static boolean isNear(Fixed fixed, Input input) {
        DoubleSummaryStatistics cost =
                input.settings().stream().mapToDouble(Setting::replicaSeconds).summaryStatistics();
        DoubleSummaryStatistics attained =
                input.settings().stream().mapToDouble(Setting::attainment).summaryStatistics();
        double lowest = attained.getMin() - (attained.getMax() - attained.getMin()) - 0.1;
        return fixed.replicaSeconds() <= cost.getMax() * 1.5 && fixed.attainment() >= lowest;
    }

    private static void table(Html page, Input input) {
        var table =
                new Table("settings", "Every setting, means over seeds")
                        .words("Policy")
                        .words("parameters")
                        .figures("in limits", "worst seed", "replica-seconds", "TTFT p95")
                        .words("");
        for (Setting setting :
                input.settings().subList(0, Math.min(MAX_ROWS, input.settings().size()))) {
            table.row(setting.policy()).text(setting.parameters());
            table.percent(setting.attainment()).percent(setting.attainmentLow());
            table.number(setting.replicaSeconds()).latency(setting.ttftP95());
            if (setting.equals(input.recommendation())) {
                table.badge("recommended", "ok");
            } else {
                table.text(setting.pareto() ? "on the front" : "");
            }
        }
        table.addTo(page);
        fixed(page, input.fixed());
    }

    private static void fixed(Html page, List<Fixed> fixed) {
        if (fixed.isEmpty()) {
            return;
        }
        var table =
                new Table("fixed", "The same load on a fixed number of replicas")
                        .words("Replicas")
                        .figures("in limits", "replica-seconds");
        for (Fixed each : fixed) {
            table.row(String.valueOf(each.replicas()))
                    .percent(each.attainment())
                    .number(each.replicaSeconds());
        }
        table.addTo(page);
    }
}
