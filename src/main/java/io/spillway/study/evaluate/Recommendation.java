package io.spillway.study.evaluate;

import io.spillway.analysis.PairedDifference;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which row to take: the cheapest of those that met every objective under every seed; where none
 * did, the one that attains most.
 *
 * @param row the choice
 * @param meetsObjectives whether it met them under every seed
 * @param why in words
 * @param equals labels of qualifying settings whose cost differs by no more than noise: the 95 %
 *     interval of the paired difference over the seeds contains 0
 * @param fixed the least fixed number of replicas that met every objective under every seed and
 *     costs less than the choice, or that met them where no setting did; null otherwise
 */
public record Recommendation(
        Row row, boolean meetsObjectives, String why, List<String> equals, @Nullable Row fixed) {

    public Recommendation {
        equals = List.copyOf(equals);
    }

    /**
     * The choice among settings.
     *
     * @param statics fixed numbers of replicas to hold against it; may be empty
     */
    static Recommendation of(List<Row> rows, List<Row> statics) {
        Recommendation chosen = among(rows);
        Row fixed =
                statics.stream()
                        .filter(Row::alwaysMet)
                        .min(Comparator.comparingDouble(Row::replicaSeconds))
                        .orElse(null);
        if (fixed == null
                || (chosen.meetsObjectives
                        && chosen.row.replicaSeconds() <= fixed.replicaSeconds())) {
            return chosen;
        }
        return new Recommendation(
                chosen.row, chosen.meetsObjectives, chosen.why, chosen.equals, fixed);
    }

    private static Recommendation among(List<Row> rows) {
        List<Row> meeting = rows.stream().filter(Row::alwaysMet).toList();
        if (meeting.isEmpty()) {
            Row best =
                    rows.stream()
                            .max(
                                    Comparator.comparingDouble(Row::attainment)
                                            .thenComparing(
                                                    Comparator.comparingDouble(Row::replicaSeconds)
                                                            .reversed()))
                            .orElseThrow();
            return new Recommendation(
                    best,
                    false,
                    "no setting met every objective under every seed; this one attains most",
                    List.of(),
                    null);
        }
        Row cheapest =
                meeting.stream()
                        .min(
                                Comparator.comparingDouble(Row::replicaSeconds)
                                        .thenComparing(
                                                Comparator.comparingDouble(Row::attainment)
                                                        .reversed()))
                        .orElseThrow();
        return new Recommendation(
                cheapest, true, why(meeting.size(), rows.size()), alike(cheapest, meeting), null);
    }

    private static String why(int meeting, int all) {
        return meeting == 1
                ? "the only one of %d settings that met every objective under every seed"
                        .formatted(all)
                : "the cheapest of the %d settings, of %d, that met every objective under every seed"
                        .formatted(meeting, all);
    }

    private static List<String> alike(Row cheapest, List<Row> meeting) {
        var alike = new ArrayList<String>();
        double[] costs = cheapest.figures(SeedFigures::replicaSeconds);
        for (Row row : meeting) {
            if (!row.equals(cheapest)) {
                var difference =
                        PairedDifference.of(costs, row.figures(SeedFigures::replicaSeconds));
                boolean noise = difference.pairs() > 1 && !difference.isSignificant();
                if (noise || difference.mean() == 0) {
                    alike.add(row.setting().label());
                }
            }
        }
        return alike;
    }
}
