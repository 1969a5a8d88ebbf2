package io.spillway.report;

import io.spillway.analysis.RunSummary;
import io.spillway.report.compat.ResultSet;
import io.spillway.study.Tables;
import io.spillway.study.compare.Difference;
import io.spillway.study.compare.PairedRuns;
import io.spillway.study.compare.SizeResult;
import io.spillway.study.compare.SizesResult;
import io.spillway.study.sweep.Saturation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Comparisons in words: the story of their pages, and tables for a terminal. */
public final class ComparisonText {

    private ComparisonText() {}

    /** What sizes came to. */
    public static List<Passage> story(SizesResult result) {
        List<SizeResult> found =
                result.sizes().stream()
                        .filter(size -> size.capacity() instanceof Saturation.Found)
                        .toList();
        var details = new ArrayList<String>();
        for (SizeResult size : result.sizes()) {
            details.add(sentence(size));
        }
        details.addAll(result.cautions());
        SizeResult most = found.isEmpty() ? null : found.getLast();
        String answer =
                most == null
                        ? "Nothing that could be measured."
                        : Double.isFinite(most.speedUp())
                                ? "%s serve %s times as much as one %s, %s of what %d times one would."
                                        .formatted(
                                                Figures.count(most.replicas(), "replica"),
                                                Figures.number(most.speedUp()),
                                                result.at().words(),
                                                Figures.percent(most.efficiency()),
                                                most.replicas())
                                : "%s serve %s requests a second %s; one replica alone was not measured."
                                        .formatted(
                                                Figures.count(most.replicas(), "replica"),
                                                Figures.number(most.requestsPerSecond()),
                                                result.at().words());
        return List.of(new Passage("What do more replicas give?", answer, details));
    }

    private static String sentence(SizeResult size) {
        String replicas = Figures.count(size.replicas(), "replica");
        return switch (size.capacity()) {
            case Saturation.Found found ->
                    "%s: %s requests a second (between %s and %s), by %s."
                            .formatted(
                                    replicas,
                                    Figures.number(found.requestsPerSecond()),
                                    Figures.number(found.low()),
                                    Figures.number(found.high()),
                                    found.how());
            case Saturation.NoPlateau none ->
                    "%s: not found, because %s.".formatted(replicas, none.why());
        };
    }

    /** What finished runs differ in. */
    public static List<Passage> story(ComparedRuns runs) {
        var details = new ArrayList<String>();
        int real = 0;
        int pairedSides = 0;
        for (ComparedRuns.Side side : others(runs)) {
            PairedRuns paired = side.paired();
            details.add(sentence(side, paired));
            if (paired != null && paired.why().isEmpty()) {
                pairedSides++;
                real += (int) paired.differences().stream().filter(Difference::isReal).count();
            }
        }
        String answer =
                pairedSides == 0
                        ? "Chance cannot be told from a difference here; the figures stand side by side."
                        : real == 0
                                ? "Nothing that chance could not have done."
                                : "%s more than chance would do; the others are noise."
                                        .formatted(
                                                real == 1
                                                        ? "1 figure differs by"
                                                        : real + " figures differ by");
        return List.of(new Passage("What differs?", answer, details));
    }

    private static String sentence(ComparedRuns.Side side, @Nullable PairedRuns paired) {
        if (paired == null) {
            return side.name() + ": single requests are not known, so nothing is paired.";
        }
        if (!paired.why().isEmpty()) {
            return side.name() + ": " + paired.why() + ".";
        }
        var real = new ArrayList<String>();
        for (Difference difference : paired.differences()) {
            if (difference.isReal()) {
                real.add(
                        "%s %s (between %s and %s)"
                                .formatted(
                                        difference.figure(),
                                        signed(difference.change()),
                                        signed(difference.low()),
                                        signed(difference.high())));
            }
        }
        return "%s, %s: %s."
                .formatted(
                        side.name(),
                        Figures.count(paired.pairs(), "request") + " in both",
                        real.isEmpty() ? "no difference beyond noise" : String.join(", ", real));
    }

    /** {@code +12 %}; a dash where there is no reference to be a share of. */
    static String signed(double share) {
        return (share > 0 ? "+" : "") + Figures.percent(share);
    }

    private static List<ComparedRuns.Side> others(ComparedRuns runs) {
        return runs.sides().subList(1, runs.sides().size());
    }

    /** Finished runs for a terminal. */
    public static List<String> lines(ComparedRuns runs) {
        var rows = new ArrayList<List<String>>();
        for (ComparedRuns.Side side : runs.sides()) {
            rows.add(row(side));
        }
        List<String> lines =
                new ArrayList<>(
                        Tables.lines(
                                List.of(
                                        "run",
                                        "req/s",
                                        "out tok/s",
                                        "TTFT p95",
                                        "e2e p95",
                                        "failed",
                                        "in limits",
                                        "replica-s"),
                                rows));
        for (ComparedRuns.Side side : others(runs)) {
            lines.add("");
            lines.addAll(differences(side));
        }
        return lines;
    }

    private static List<String> row(ComparedRuns.Side side) {
        ResultSet.Row whole = side.results().whole();
        RunSummary own = side.own();
        RunSummary.Slo slo = own == null ? null : own.slo();
        RunSummary.Replicas replicas = own == null ? null : own.replicas();
        return List.of(
                side.name(),
                Tables.number(whole.rates().requests(), 2),
                Tables.number(whole.rates().outputTokens(), 0),
                Figures.latency(whole.ttft().p95()),
                Figures.latency(whole.endToEnd().p95()),
                Long.toString(whole.failed()),
                slo == null ? "-" : Figures.percent(slo.attainment()),
                replicas == null ? "-" : Tables.number(replicas.paidSeconds(), 0));
    }

    /** What each says by itself: its stages, and what must be known when comparing it. */
    public static List<String> details(ComparedRuns runs) {
        var lines = new ArrayList<String>();
        for (ComparedRuns.Side side : runs.sides()) {
            ResultSet results = side.results();
            lines.add("%s, by %s".formatted(results.name(), results.tool()));
            if (results.rows().size() > 1) {
                lines.addAll(stages(results.rows().subList(1, results.rows().size())));
            }
            results.caveats().forEach(caveat -> lines.add("  but  " + caveat));
            lines.add("");
        }
        return lines;
    }

    private static List<String> stages(List<ResultSet.Row> stages) {
        var rows = new ArrayList<List<String>>();
        for (ResultSet.Row stage : stages) {
            rows.add(
                    List.of(
                            stage.label(),
                            Tables.number(stage.requestedRate(), 2),
                            Tables.number(stage.rates().requests(), 2),
                            Long.toString(stage.succeeded()),
                            Long.toString(stage.failed()),
                            Figures.latency(stage.ttft().p50()),
                            Figures.latency(stage.ttft().p95()),
                            Figures.latency(stage.itl().p95()),
                            Figures.latency(stage.tpot().p95()),
                            Figures.latency(stage.endToEnd().p95())));
        }
        return Tables.lines(
                List.of(
                        "",
                        "asked",
                        "req/s",
                        "done",
                        "failed",
                        "TTFT p50",
                        "p95",
                        "ITL p95",
                        "TPOT p95",
                        "e2e p95"),
                rows);
    }

    private static List<String> differences(ComparedRuns.Side side) {
        PairedRuns paired = side.paired();
        if (paired == null || !paired.why().isEmpty()) {
            return List.of(sentence(side, paired));
        }
        var rows = new ArrayList<List<String>>();
        for (Difference difference : paired.differences()) {
            rows.add(
                    List.of(
                            difference.figure(),
                            signed(difference.change()),
                            signed(difference.low()),
                            signed(difference.high()),
                            difference.isReal() ? "different" : "noise"));
        }
        var lines = new ArrayList<String>();
        lines.add(
                "%s against the first, %s in both, from the intended send:"
                        .formatted(side.name(), Figures.count(paired.pairs(), "request")));
        lines.addAll(Tables.lines(List.of("figure", "change", "at least", "at most", ""), rows));
        return lines;
    }
}
