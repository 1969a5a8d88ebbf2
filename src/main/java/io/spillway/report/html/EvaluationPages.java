package io.spillway.report.html;

import io.spillway.report.EvaluationText;
import io.spillway.study.evaluate.Bounds;
import io.spillway.study.evaluate.EvaluationResult;
import io.spillway.study.evaluate.Row;
import io.spillway.study.evaluate.SeedFigures;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The page of an evaluation. */
public final class EvaluationPages {
    private EvaluationPages() {}

    /**
     * Of a result.
     *
     * @param config the experiment, secrets removed
     */
    public static String of(EvaluationResult result, String title, @Nullable String config) {
        Bounds bounds = result.oracle();
        Row chosen = result.recommendation().row();
        Row cheaper = result.recommendation().fixed();
        List<EvaluationPage.Setting> settings =
                result.rows().stream().map(EvaluationPages::setting).toList();
        return EvaluationPage.of(
                new EvaluationPage.Input(
                        title,
                        EvaluationText.story(result),
                        settings,
                        result.statics().stream().map(EvaluationPages::fixed).toList(),
                        bounds == null ? Double.NaN : bounds.withStartUp(),
                        setting(chosen),
                        result.recommendation().why(),
                        cheaper == null ? null : fixed(cheaper),
                        heatMaps(result.rows(), chosen),
                        config));
    }

    private static EvaluationPage.Setting setting(Row row) {
        return new EvaluationPage.Setting(
                row.setting().policy(),
                row.setting().varied().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(", ")),
                row.attainment(),
                row.perSeed().stream()
                        .mapToDouble(SeedFigures::attainment)
                        .min()
                        .orElse(Double.NaN),
                row.replicaSeconds(),
                row.ttftP95Seconds(),
                row.pareto());
    }

    private static EvaluationPage.Fixed fixed(Row row) {
        Object replicas = row.setting().varied().get("replicas");
        return new EvaluationPage.Fixed(
                replicas instanceof Integer number ? number : 0,
                row.attainment(),
                row.replicaSeconds());
    }

    /** Two for each policy of which two parameters were varied: what it attains, what it costs. */
    private static List<HeatMap> heatMaps(List<Row> rows, Row chosen) {
        Map<String, List<Row>> byPolicy = new LinkedHashMap<>();
        rows.forEach(
                row ->
                        byPolicy.computeIfAbsent(row.setting().policy(), _ -> new ArrayList<>())
                                .add(row));
        var maps = new ArrayList<HeatMap>();
        byPolicy.forEach(
                (policy, own) -> {
                    List<String> axes = axes(own);
                    if (axes.size() >= 2) {
                        Row fixed =
                                policy.equals(chosen.setting().policy()) ? chosen : own.getFirst();
                        var grid = new Grid(policy, axes, own, fixed);
                        maps.add(grid.map("requests within every limit", Row::attainment));
                        maps.add(grid.map("paid replica-seconds", Row::replicaSeconds));
                    }
                });
        return maps;
    }

    /** Parameters of which there is more than one value, in the grid's order. */
    private static List<String> axes(List<Row> rows) {
        Map<String, Set<Object>> values = new LinkedHashMap<>();
        for (Row row : rows) {
            row.setting()
                    .varied()
                    .forEach(
                            (name, value) ->
                                    values.computeIfAbsent(name, _ -> new LinkedHashSet<>())
                                            .add(value));
        }
        return values.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The settings of a policy over its first two axes; the others stay as in one setting. */
    private record Grid(String policy, List<String> axes, List<Row> rows, Row fixed) {

        private interface Figure {
            double of(Row row);
        }

        HeatMap map(String what, Figure figure) {
            List<Object> down = values(axes.get(0));
            List<Object> across = values(axes.get(1));
            var cells = new ArrayList<List<Double>>();
            for (Object first : down) {
                var line = new ArrayList<Double>();
                for (Object second : across) {
                    line.add(cell(first, second, figure));
                }
                cells.add(line);
            }
            return new HeatMap(
                    "%s: %s%s".formatted(policy, what, others()),
                    axes.get(0),
                    axes.get(1),
                    down.stream().map(String::valueOf).toList(),
                    across.stream().map(String::valueOf).toList(),
                    cells);
        }

        private List<Object> values(String axis) {
            return rows.stream().map(row -> value(row, axis)).distinct().toList();
        }

        private static Object value(Row row, String axis) {
            return Objects.requireNonNull(row.setting().varied().get(axis));
        }

        private double cell(Object first, Object second, Figure figure) {
            for (Row row : rows) {
                if (value(row, axes.get(0)).equals(first)
                        && value(row, axes.get(1)).equals(second)
                        && axes.stream().skip(2).allMatch(axis -> isFixed(row, axis))) {
                    return figure.of(row);
                }
            }
            return Double.NaN;
        }

        private boolean isFixed(Row row, String axis) {
            return value(row, axis).equals(value(fixed, axis));
        }

        private String others() {
            String others =
                    axes.stream()
                            .skip(2)
                            .map(axis -> axis + "=" + value(fixed, axis))
                            .collect(Collectors.joining(", "));
            return others.isEmpty() ? "" : " (" + others + ")";
        }
    }
}
