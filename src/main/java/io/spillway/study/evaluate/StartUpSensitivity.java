package io.spillway.study.evaluate;

import java.util.List;

/**
 * What the recommended setting, and those beside it on the Pareto front, come to when replicas take
 * another time to start.
 *
 * @param startUpSeconds mean start-up time
 * @param rows the recommended setting first
 * @param best label of the setting that would be recommended then
 */
public record StartUpSensitivity(double startUpSeconds, List<Row> rows, String best) {

    public StartUpSensitivity {
        rows = List.copyOf(rows);
    }

    /** Whether the recommendation would be the same. */
    public boolean holds() {
        return rows.getFirst().setting().label().equals(best);
    }
}
