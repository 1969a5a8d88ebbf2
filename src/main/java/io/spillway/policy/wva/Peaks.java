package io.spillway.policy.wva;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.Signal;
import io.spillway.policy.window.SlidingWindow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** The highest KV usage and queue length of one replica within a window. */
final class Peaks {
    private final SlidingWindow kv;
    private final SlidingWindow queue;

    private Peaks(long windowNanos) {
        kv = new SlidingWindow(windowNanos);
        queue = new SlidingWindow(windowNanos);
    }

    /**
     * Takes a new sample of every ready replica and returns the peaks of those that have reported
     * within the window; names what the others lack.
     */
    static List<Saturation.Load> collect(
            Map<ReplicaId, Peaks> peaks,
            FleetObservation observation,
            long windowNanos,
            List<String> missing) {
        List<Saturation.Load> loads = new ArrayList<>();
        Set<ReplicaId> present = new LinkedHashSet<>();
        for (ReplicaView replica : observation.in(ReplicaState.READY)) {
            present.add(replica.id());
            Peaks own = peaks.computeIfAbsent(replica.id(), _ -> new Peaks(windowNanos));
            own.take(replica, observation.atNanos());
            if (own.kv.isEmpty() || own.queue.isEmpty()) {
                missing.add(Signal.KV_USAGE + " and " + Signal.WAITING + " of " + replica.id());
            } else {
                loads.add(new Saturation.Load(own.kv.max(), own.queue.max()));
            }
        }
        peaks.keySet().retainAll(present);
        if (loads.isEmpty() && missing.isEmpty()) {
            missing.add("a ready replica");
        }
        return loads;
    }

    private void take(ReplicaView replica, long now) {
        kv.expire(now);
        queue.expire(now);
        if (replica.sample().isFresh()) {
            OptionalDouble usage = replica.sample().value(Signal.KV_USAGE);
            OptionalDouble waiting = replica.sample().value(Signal.WAITING);
            if (usage.isPresent() && waiting.isPresent()) {
                kv.record(now, usage.getAsDouble());
                queue.record(now, waiting.getAsDouble());
            }
        }
    }
}
