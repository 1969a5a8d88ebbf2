package io.spillway.study.evaluate;

import static io.spillway.study.Tables.number;
import static io.spillway.study.Tables.percent;
import static io.spillway.study.Tables.span;

import io.spillway.study.Tables;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An evaluation's result as plain text. */
public final class EvaluationTable {

    private EvaluationTable() {}

    /**
     * The table and what follows from it.
     *
     * @param limit rows shown, the cheapest first; those on the Pareto front are always shown
     */
    public static List<String> lines(EvaluationResult result, int limit) {
        var lines = new ArrayList<String>();
        lines.addAll(rows(result, limit));
        lines.add("");
        lines.addAll(statics(result));
        lines.add("");
        lines.addAll(verdict(result));
        if (!result.sensitivity().isEmpty()) {
            lines.add("");
            lines.addAll(sensitivity(result));
        }
        return lines;
    }

    private static List<String> rows(EvaluationResult result, int limit) {
        List<Row> cheapestFirst =
                result.rows().stream()
                        .sorted(Comparator.comparingDouble(Row::replicaSeconds))
                        .toList();
        var cells = new ArrayList<List<String>>();
        int others = 0;
        int omitted = 0;
        for (Row row : cheapestFirst) {
            boolean chosen = row.equals(result.recommendation().row());
            if (row.pareto() || chosen || others++ < limit) {
                cells.add(cells(row, (chosen ? "> " : "") + (row.pareto() ? "*" : "")));
            } else {
                omitted++;
            }
        }
        List<String> lines = new ArrayList<>(table(cells));
        lines.add(
                "* on the Pareto front   > recommended"
                        + (omitted == 0 ? "" : "   %d rows not shown".formatted(omitted)));
        return lines;
    }

    private static List<String> statics(EvaluationResult result) {
        var cells = new ArrayList<List<String>>();
        for (Row row : result.statics()) {
            cells.add(cells(row, ""));
        }
        return table(cells);
    }

    private static List<String> cells(Row row, String mark) {
        return List.of(
                row.setting().label(),
                percent(row.attainment(), 2),
                number(row.replicaSeconds(), 0),
                number(row.ttftP95Seconds(), 2),
                row.alwaysMet() ? "met" : "missed",
                mark);
    }

    private static List<String> table(List<List<String>> cells) {
        return Tables.lines(
                List.of("setting", "attainment", "replica-s", "TTFT p95 s", "objectives", ""),
                cells);
    }

    private static List<String> verdict(EvaluationResult result) {
        var lines = new ArrayList<String>();
        Recommendation chosen = result.recommendation();
        String label = chosen.row().setting().label();
        Row fixed = chosen.fixed();
        if (fixed == null) {
            lines.add("Recommended: " + label);
        } else {
            lines.add(
                    "Recommended: %s, which met every objective for %s replica-s; %s."
                            .formatted(
                                    fixed.setting().label(),
                                    number(fixed.replicaSeconds(), 0),
                                    chosen.meetsObjectives()
                                            ? "scaling is not worth it for this load"
                                            : "no setting met them"));
            lines.add("Of the settings: " + label);
        }
        lines.add("  " + chosen.why() + ".");
        if (!chosen.equals().isEmpty()) {
            lines.add(
                    "  No more expensive, as far as %d seeds can tell: %s."
                            .formatted(result.seeds().size(), String.join(", ", chosen.equals())));
        }
        Bounds bounds = result.oracle();
        if (bounds == null) {
            lines.add("  The capacity of one replica was not found: there is no oracle.");
            return lines;
        }
        double more = chosen.row().replicaSeconds() / bounds.withStartUp() - 1;
        lines.add(
                "Oracle: %s replica-s with a start-up of %s, %s without, best constant size %s"
                        .formatted(
                                number(bounds.withStartUp(), 0),
                                span(bounds.startUpSeconds()),
                                number(bounds.zeroDelay(), 0),
                                number(bounds.bestStatic(), 0)));
        lines.add(
                "  one replica serves %s req/s of this mix; the recommended setting pays %s %s than"
                                .formatted(
                                        number(bounds.capacityPerReplica(), 2),
                                        percent(Math.abs(more), 0),
                                        more < 0 ? "less" : "more")
                        + " the oracle, which never lets demand wait.");
        return lines;
    }

    private static List<String> sensitivity(EvaluationResult result) {
        var cells = new ArrayList<List<String>>();
        for (StartUpSensitivity under : result.sensitivity()) {
            Row row = under.rows().getFirst();
            cells.add(
                    List.of(
                            number(under.startUpSeconds(), 0),
                            percent(row.attainment(), 2),
                            number(row.replicaSeconds(), 0),
                            row.alwaysMet() ? "met" : "missed",
                            under.holds() ? "the same" : under.best()));
        }
        var lines = new ArrayList<String>();
        lines.add("If replicas took another time to start:");
        lines.addAll(
                Tables.lines(
                        List.of(
                                "start-up s",
                                "attainment",
                                "replica-s",
                                "objectives",
                                "best of the front"),
                        cells));
        return lines;
    }
}
