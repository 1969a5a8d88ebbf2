package io.spillway.report;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.record.Quantiles;
import io.spillway.record.SecondRow;

import java.util.ArrayList;
import java.util.List;

/** One-second rows of which only the queues matter. */
final class Rows {
    private Rows() {}

    /** The second that ends then; replicas r-1, r-2, … ready with so many waiting, NaN unknown. */
    static SecondRow row(int second, double... waiting) {
        var replicas = new ArrayList<SecondRow.Replica>();
        for (int i = 0; i < waiting.length; i++) {
            replicas.add(replica(i + 1, ReplicaState.READY, waiting[i]));
        }
        return row(second, 0, replicas);
    }

    static SecondRow.Replica replica(int number, ReplicaState state, double waiting) {
        return new SecondRow.Replica(
                new ReplicaId("r-" + number), state, waiting, Double.NaN, Double.NaN, 0, 1);
    }

    static SecondRow row(int second, int held, List<SecondRow.Replica> replicas) {
        return new SecondRow(
                second * 1_000_000_000L,
                new SecondRow.Counts(0, 0, 0, 0, 0, held, 0, 0),
                Quantiles.NONE,
                Quantiles.NONE,
                replicas,
                Double.NaN);
    }
}
