package io.spillway.testing;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaMetrics;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.Signal;
import io.spillway.time.Scheduler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Says of each replica what it was told to say; 0 waiting and 0 running by default. */
public final class FakeMetrics implements ReplicaMetrics {

    private final Scheduler scheduler;
    private final Map<ReplicaId, Map<String, Double>> values = new LinkedHashMap<>();
    private final Set<ReplicaId> missing = new LinkedHashSet<>();
    private final Set<ReplicaId> silent = new LinkedHashSet<>();
    private final List<Long> pollTimes = new ArrayList<>();
    private long answerNanos;

    public FakeMetrics(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Sets one series of one replica. */
    public void set(ReplicaId id, String signal, double value) {
        values.computeIfAbsent(id, _ -> new LinkedHashMap<>()).put(signal, value);
    }

    /** Sets the queue of one replica. */
    public void waiting(ReplicaId id, double value) {
        set(id, Signal.WAITING, value);
    }

    /** Whether polls of the replica fail. */
    public void missing(ReplicaId id, boolean fails) {
        if (fails) {
            missing.add(id);
        } else {
            missing.remove(id);
        }
    }

    /** Whether polls of the replica are never answered. */
    public void silent(ReplicaId id, boolean says) {
        if (says) {
            silent.add(id);
        } else {
            silent.remove(id);
        }
    }

    /** How long an answer takes. */
    public void answersTake(long nanos) {
        answerNanos = nanos;
    }

    /** When it was polled. */
    public List<Long> pollTimes() {
        return List.copyOf(pollTimes);
    }

    @Override
    public void poll(List<Endpoint> endpoints, long deadlineNanos, Consumer<ReplicaSample> sink) {
        pollTimes.add(scheduler.nanos());
        for (Endpoint endpoint : endpoints) {
            ReplicaId id = endpoint.replica();
            if (!silent.contains(id)) {
                scheduler.after(answerNanos, () -> sink.accept(answer(id)));
            }
        }
    }

    private ReplicaSample answer(ReplicaId id) {
        if (missing.contains(id)) {
            return ReplicaSample.missing(id, scheduler.nanos(), "connection refused");
        }
        var all = new LinkedHashMap<String, Double>();
        all.put(Signal.WAITING, 0.0);
        all.put(Signal.RUNNING, 0.0);
        all.putAll(values.getOrDefault(id, Map.of()));
        return ReplicaSample.fresh(id, scheduler.nanos(), all);
    }
}
