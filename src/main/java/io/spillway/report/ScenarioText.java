package io.spillway.report;

import io.spillway.analysis.RunSummary;
import io.spillway.study.Tables;
import io.spillway.study.scenario.Scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a scenario came to: figures of its variants side by side, and sentences. */
public final class ScenarioText {

    private ScenarioText() {}

    /** A variant and its run. */
    public record Told(Scenario.Variant variant, RunData data) {}

    /** For a terminal. */
    public static List<String> lines(Scenario scenario, List<Told> told) {
        var lines = new ArrayList<String>(table(told));
        for (Told each : told) {
            lines.add("");
            if (scenario.isCompared()) {
                lines.add(each.variant().name() + ":");
            }
            RunFindings.of(each.data()).forEach(finding -> lines.add("  " + finding));
        }
        lines.add("");
        lines.addAll(conclusions(scenario, told));
        return lines;
    }

    private static List<String> table(List<Told> told) {
        var rows = new ArrayList<List<String>>();
        for (Told each : told) {
            RunSummary summary = each.data().summary();
            RunSummary.FromBoth ttft = summary.latency().ttft();
            RunSummary.Slo slo = summary.slo();
            RunSummary.Replicas replicas = summary.replicas();
            rows.add(
                    List.of(
                            each.variant().name(),
                            ttft == null ? "-" : Figures.latency(ttft.fromIntended().p95()),
                            Figures.latency(summary.latency().e2e().fromIntended().p95()),
                            slo == null ? "-" : Figures.percent(slo.attainment()),
                            Long.toString(summary.requests().failed()),
                            replicas == null ? "-" : Integer.toString(replicas.max()),
                            replicas == null ? "-" : Tables.number(replicas.paidSeconds(), 0)));
        }
        return Tables.lines(
                List.of(
                        "variant",
                        "TTFT p95",
                        "e2e p95",
                        "in limits",
                        "failed",
                        "most ready",
                        "replica-s"),
                rows);
    }

    /** What follows from the variants together. */
    public static List<String> conclusions(Scenario scenario, List<Told> told) {
        var lines = new ArrayList<String>();
        if (scenario.name().equals("cascade")) {
            lines.add("Replicas asked for at each check:");
            lines.addAll(targets(told));
        }
        if (told.size() == 2) {
            lines.add(against(told.getFirst(), told.getLast()));
        }
        if (!scenario.lesson().isEmpty()) {
            lines.add(scenario.lesson());
        }
        return lines;
    }

    private static List<String> targets(List<Told> told) {
        var rows = new ArrayList<List<String>>();
        for (Told each : told) {
            rows.add(
                    List.of(
                            each.variant().name(),
                            RunFindings.targets(each.data()).stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(" → "))));
        }
        return Tables.lines(List.of("policy", "replica target per tick"), rows);
    }

    private static String against(Told first, Told second) {
        double before = ttft(first);
        double after = ttft(second);
        if (!(before > 0) || !(after > 0)) {
            return "TTFT was not measured in both.";
        }
        return "TTFT p95: %s with %s, %s with %s: %s."
                .formatted(
                        Figures.latency(before),
                        first.variant().name(),
                        Figures.latency(after),
                        second.variant().name(),
                        after <= before
                                ? Figures.percent(1 - after / before) + " less"
                                : Figures.percent(after / before - 1) + " more");
    }

    private static double ttft(Told told) {
        RunSummary.FromBoth ttft = told.data().summary().latency().ttft();
        return ttft == null ? Double.NaN : ttft.fromIntended().p95();
    }
}
