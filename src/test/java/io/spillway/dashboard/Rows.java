package io.spillway.dashboard;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.record.Quantiles;
import io.spillway.record.SecondRow;

import java.util.List;

/** Seconds made up for tests. */
final class Rows {
    private Rows() {}

    /** A second in which as many requests were offered as seconds have passed. */
    static SecondRow at(long second, SecondRow.Replica... replicas) {
        return new SecondRow(
                second * 1_000_000_000L,
                new SecondRow.Counts(second, second - 1, 3, 1, 7, 2, 100, 200),
                new Quantiles(0.1, 0.25, 0.5),
                Quantiles.NONE,
                List.of(replicas),
                Double.NaN);
    }

    static SecondRow.Replica replica(String id, ReplicaState state) {
        return new SecondRow.Replica(new ReplicaId(id), state, 4, 8, 0.5, 10, 1);
    }

    static SecondRow.Replica unmeasured(String id, ReplicaState state) {
        return new SecondRow.Replica(
                new ReplicaId(id), state, Double.NaN, Double.NaN, Double.NaN, 0, Double.NaN);
    }

    static RunFacts facts() {
        return facts("a run", "a model");
    }

    static RunFacts facts(String name, String model) {
        return new RunFacts(
                "run-1",
                name,
                "",
                model,
                "queue-threshold",
                "live",
                "2025-01-31T12:00:00Z",
                1,
                4,
                java.util.Map.of("ttft_p95", 2.0),
                "results/run-1");
    }
}
