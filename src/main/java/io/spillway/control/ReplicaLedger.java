package io.spillway.control;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunEvents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps account of how long each replica was in which state, from a run's events. Pure; confined to
 * the thread of the events.
 *
 * <p>A replica is <em>paid for</em> from the order to start until it is gone; it <em>supplies</em>
 * while it is ready, that is, serving and routed.
 */
public final class ReplicaLedger implements RunEvents {

    /** A stay in one state, half-open; {@code toNanos} is {@link Long#MAX_VALUE} while it lasts. */
    public record Stay(ReplicaId replica, ReplicaState state, long fromNanos, long toNanos) {

        /** Seconds of it within a window. */
        double secondsWithin(long windowFromNanos, long windowToNanos) {
            long from = Math.max(fromNanos, windowFromNanos);
            long to = Math.min(toNanos, windowToNanos);
            return Math.max(0, to - from) / 1e9;
        }
    }

    /**
     * What a fleet supplied in a window, and what was paid for it.
     *
     * @param min fewest ready replicas at any time
     * @param max most ready replicas at any time
     * @param average ready replicas, over time
     */
    public record Supply(
            int min, int max, double average, double readySeconds, double paidSeconds) {}

    /** Seconds of one replica, all its lives together. */
    public record Seconds(double ready, double paid) {}

    private final List<Stay> ended = new ArrayList<>();
    private final Map<ReplicaId, Stay> present = new LinkedHashMap<>();

    @Override
    public void on(RunEvent event) {
        if (!(event
                instanceof
                RunEvent.StateChanged(
                        long atNanos,
                        ReplicaId replica,
                        var _,
                        ReplicaState to,
                        String _))) {
            return;
        }
        Stay before = present.remove(replica);
        if (before != null) {
            ended.add(new Stay(replica, before.state(), before.fromNanos(), atNanos));
        }
        if (to != ReplicaState.GONE) {
            present.put(replica, new Stay(replica, to, atNanos, Long.MAX_VALUE));
        }
    }

    /**
     * Every stay so far: those that ended, in the order in which they did, then those that last.
     */
    public List<Stay> stays() {
        var all = new ArrayList<>(ended);
        all.addAll(present.values());
        return all;
    }

    /** Replicas now, by state; none are gone. */
    public Map<ReplicaState, Integer> counts() {
        var counts = new EnumMap<ReplicaState, Integer>(ReplicaState.class);
        present.values().forEach(stay -> counts.merge(stay.state(), 1, Integer::sum));
        return counts;
    }

    /** Supply from one run time to another. */
    public Supply supply(long fromNanos, long toNanos) {
        double ready = 0;
        double paid = 0;
        for (Stay stay : stays()) {
            double seconds = stay.secondsWithin(fromNanos, toNanos);
            paid += seconds;
            ready += stay.state() == ReplicaState.READY ? seconds : 0;
        }
        int[] range = readyRange(fromNanos, toNanos);
        double average = toNanos > fromNanos ? ready / ((toNanos - fromNanos) / 1e9) : range[0];
        return new Supply(range[0], range[1], average, ready, paid);
    }

    /** Fewest and most ready at once. */
    private int[] readyRange(long fromNanos, long toNanos) {
        var changes = new TreeMap<Long, Integer>();
        changes.put(fromNanos, 0);
        for (Stay stay : stays()) {
            boolean overlaps = stay.fromNanos() < toNanos && stay.toNanos() > fromNanos;
            if (stay.state() == ReplicaState.READY && overlaps) {
                changes.merge(Math.max(fromNanos, stay.fromNanos()), 1, Integer::sum);
                changes.merge(stay.toNanos(), -1, Integer::sum);
            }
        }
        int ready = 0;
        int min = fromNanos < toNanos ? Integer.MAX_VALUE : 0;
        int max = 0;
        for (var change : changes.entrySet()) {
            ready += change.getValue();
            if (change.getKey() < toNanos) {
                min = Math.min(min, ready);
                max = Math.max(max, ready);
            }
        }
        return new int[] {min, max};
    }

    /** By replica, in the order in which they were first created. */
    public Map<ReplicaId, Seconds> byReplica(long fromNanos, long toNanos) {
        var ordered = new ArrayList<>(stays());
        ordered.sort(Comparator.comparingLong(Stay::fromNanos));
        var seconds = new LinkedHashMap<ReplicaId, Seconds>();
        for (Stay stay : ordered) {
            double part = stay.secondsWithin(fromNanos, toNanos);
            double ready = stay.state() == ReplicaState.READY ? part : 0;
            seconds.merge(
                    stay.replica(),
                    new Seconds(ready, part),
                    (a, b) -> new Seconds(a.ready() + b.ready(), a.paid() + b.paid()));
        }
        return seconds;
    }
}
