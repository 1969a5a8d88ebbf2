package io.spillway.policy.formula;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.ReplicaView;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The increase per second of one counter on each replica: between the newest sample and the oldest
 * one within the window, at least the one before. A counter that fell has restarted from zero. Not
 * known before there are two samples.
 */
final class RateTracker {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MOST_POINTS = 4096;

    private final long windowNanos;
    private final Map<ReplicaId, History> histories = new LinkedHashMap<>();

    RateTracker(double windowSeconds) {
        windowNanos = Math.round(windowSeconds * NANOS_PER_SECOND);
    }

    /** NaN while it is not known. */
    double rate(ReplicaSample sample, double counter) {
        return histories
                .computeIfAbsent(sample.replica(), _ -> new History())
                .rate(sample.atNanos(), counter, windowNanos);
    }

    /** Forgets replicas that are gone. */
    void retain(FleetObservation observation) {
        Set<ReplicaId> present = new HashSet<>();
        for (ReplicaView replica : observation.replicas()) {
            present.add(replica.id());
        }
        histories.keySet().retainAll(present);
    }

    private record Point(long atNanos, double increase) {}

    private static final class History {
        private final ArrayDeque<Point> points = new ArrayDeque<>();
        private double lastCounter;
        private double increase;

        double rate(long atNanos, double counter, long windowNanos) {
            Point last = points.peekLast();
            if (last == null || atNanos > last.atNanos) {
                if (last != null) {
                    increase += counter >= lastCounter ? counter - lastCounter : counter;
                }
                lastCounter = counter;
                points.addLast(new Point(atNanos, increase));
                while (points.size() > 2 && expired(windowNanos)) {
                    points.removeFirst();
                }
            }
            Point first = points.getFirst();
            Point newest = points.getLast();
            return points.size() == 1
                    ? Double.NaN
                    : (newest.increase - first.increase)
                            / ((newest.atNanos - first.atNanos) / NANOS_PER_SECOND);
        }

        private boolean expired(long windowNanos) {
            return points.size() > MOST_POINTS
                    || points.getLast().atNanos - points.getFirst().atNanos > windowNanos;
        }
    }
}
