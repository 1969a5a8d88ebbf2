package io.spillway.record;

import io.spillway.fleet.ReplicaId;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Requests each replica got, and should have got: the shares expected at the two ends of a second,
 * averaged, times the requests sent in it.
 */
final class ReplicaTraffic {
    private final Map<ReplicaId, Tally> tallies = new LinkedHashMap<>();
    private Map<ReplicaId, Double> shares = Map.of();

    void second(Map<ReplicaId, long[]> sent, Map<ReplicaId, Double> sharesNow) {
        Map<ReplicaId, Double> before = shares.isEmpty() ? sharesNow : shares;
        Map<ReplicaId, Double> after = sharesNow.isEmpty() ? before : sharesNow;
        long total = 0;
        for (Map.Entry<ReplicaId, long[]> entry : sent.entrySet()) {
            tally(entry.getKey()).sent += entry.getValue()[0];
            total += entry.getValue()[0];
        }
        double half = total / 2.0;
        before.forEach((id, share) -> tally(id).expected += share * half);
        after.forEach((id, share) -> tally(id).expected += share * half);
        shares = sharesNow;
    }

    private Tally tally(ReplicaId id) {
        return tallies.computeIfAbsent(id, _ -> new Tally());
    }

    Map<ReplicaId, ReplicaCounts> counts() {
        var counts = new LinkedHashMap<ReplicaId, ReplicaCounts>();
        tallies.forEach(
                (id, tally) -> counts.put(id, new ReplicaCounts(tally.sent, tally.expected)));
        return counts;
    }

    private static final class Tally {
        private long sent;
        private double expected;
    }
}
