package io.spillway.study.evaluate;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A setting and what it came to; figures are means over the seeds.
 *
 * @param perSeed in the order of the seeds, which are the same for every row
 * @param pareto whether no other row attains as much for less
 */
public record Row(
        Setting setting,
        double attainment,
        double replicaSeconds,
        double ttftP95Seconds,
        List<SeedFigures> perSeed,
        boolean pareto) {

    public Row {
        perSeed = List.copyOf(perSeed);
    }

    static Row of(Setting setting, List<SeedFigures> perSeed) {
        return new Row(
                setting,
                mean(perSeed, SeedFigures::attainment),
                mean(perSeed, SeedFigures::replicaSeconds),
                mean(perSeed, SeedFigures::ttftP95Seconds),
                perSeed,
                false);
    }

    private static double mean(List<SeedFigures> perSeed, ToDoubleFunction<SeedFigures> figure) {
        return perSeed.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    Row onFront(boolean front) {
        return new Row(setting, attainment, replicaSeconds, ttftP95Seconds, perSeed, front);
    }

    /** Whether every objective held under every seed. */
    public boolean alwaysMet() {
        return perSeed.stream().allMatch(figures -> Boolean.TRUE.equals(figures.met()));
    }

    double[] figures(ToDoubleFunction<SeedFigures> figure) {
        return perSeed.stream().mapToDouble(figure).toArray();
    }
}
