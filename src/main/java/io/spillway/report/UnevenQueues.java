package io.spillway.report;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.record.SecondRow;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Requests that waited at one replica while another one, ready as well, had none waiting.
 *
 * @param replica the one with the longest such queue
 * @param most requests in it
 * @param seconds in which it was so, of any replica
 * @param fromSeconds of run time
 * @param toSeconds of run time
 */
record UnevenQueues(
        ReplicaId replica, double most, int seconds, double fromSeconds, double toSeconds) {
    private static final double LONG = 5;
    private static final int OFTEN = 5;

    /** Null when it happened in fewer than five seconds. */
    static @Nullable UnevenQueues in(List<SecondRow> rows) {
        UnevenQueues found = null;
        for (SecondRow row : rows) {
            SecondRow.Replica longest = longest(row);
            if (longest == null || longest.waiting() < LONG || !anotherIdles(row)) {
                continue;
            }
            double at = row.atNanos() / 1e9;
            if (found == null) {
                found = new UnevenQueues(longest.id(), longest.waiting(), 1, at - 1, at);
            } else {
                boolean longer = longest.waiting() > found.most;
                found =
                        new UnevenQueues(
                                longer ? longest.id() : found.replica,
                                longer ? longest.waiting() : found.most,
                                found.seconds + 1,
                                found.fromSeconds,
                                at);
            }
        }
        return found == null || found.seconds < OFTEN ? null : found;
    }

    private static SecondRow.@Nullable Replica longest(SecondRow row) {
        SecondRow.Replica longest = null;
        for (SecondRow.Replica replica : row.replicas()) {
            if (replica.state() == ReplicaState.READY
                    && (longest == null || replica.waiting() > longest.waiting())) {
                longest = replica;
            }
        }
        return longest;
    }

    /** Only one that says so: no answer is not an empty queue. */
    private static boolean anotherIdles(SecondRow row) {
        return row.replicas().stream()
                .anyMatch(
                        replica -> replica.state() == ReplicaState.READY && replica.waiting() == 0);
    }
}
