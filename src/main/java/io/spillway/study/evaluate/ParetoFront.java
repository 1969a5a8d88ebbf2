package io.spillway.study.evaluate;

import java.util.List;

/** Marks the rows that no other row beats in attainment and replica-seconds together. */
final class ParetoFront {
    private ParetoFront() {}

    static List<Row> mark(List<Row> rows) {
        return rows.stream()
                .map(row -> row.onFront(rows.stream().noneMatch(other -> beats(other, row))))
                .toList();
    }

    private static boolean beats(Row a, Row b) {
        boolean asGood =
                a.attainment() >= b.attainment() && a.replicaSeconds() <= b.replicaSeconds();
        boolean better = a.attainment() > b.attainment() || a.replicaSeconds() < b.replicaSeconds();
        return asGood && better;
    }
}
