package io.spillway.policy;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.ScalingDecision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds observations for policy tests, replica by replica. */
public final class FleetFixture {
    private final List<ReplicaView> replicas = new ArrayList<>();
    private long atNanos;
    private int target = -1;
    private LoadView load = LoadView.IDLE;

    public static FleetFixture at(double seconds) {
        var fixture = new FleetFixture();
        fixture.atNanos = Math.round(seconds * 1e9);
        return fixture;
    }

    /** A ready replica with a fresh sample of name, value, name, value… */
    public FleetFixture ready(Object... series) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < series.length; i += 2) {
            values.put((String) series[i], ((Number) series[i + 1]).doubleValue());
        }
        return add(ReplicaState.READY, ReplicaSample.fresh(nextId(), atNanos, values));
    }

    /** Several ready replicas that report the same. */
    public FleetFixture allReady(int count, Object... series) {
        for (int i = 0; i < count; i++) {
            ready(series);
        }
        return this;
    }

    /** A ready replica whose sample is missing. */
    public FleetFixture silent() {
        return add(ReplicaState.READY, ReplicaSample.missing(nextId(), atNanos, "no answer"));
    }

    public FleetFixture starting(int count) {
        for (int i = 0; i < count; i++) {
            add(ReplicaState.STARTING, ReplicaSample.missing(nextId(), atNanos, "not ready"));
        }
        return this;
    }

    public FleetFixture draining() {
        return add(ReplicaState.DRAINING, ReplicaSample.missing(nextId(), atNanos, "draining"));
    }

    public FleetFixture target(int replicasAskedFor) {
        target = replicasAskedFor;
        return this;
    }

    public FleetFixture load(LoadView view) {
        load = view;
        return this;
    }

    /** The observation; without {@link #target} the target is what is there. */
    public FleetObservation see() {
        var observation = new FleetObservation(atNanos, 0, replicas, load);
        return new FleetObservation(
                atNanos, target < 0 ? observation.current() : target, replicas, load);
    }

    /** What the target is after the decision. */
    public static int targetAfter(ScalingDecision decision, FleetObservation observation) {
        return decision instanceof ScalingDecision.ScaleTo(int n, var _) ? n : observation.target();
    }

    private FleetFixture add(ReplicaState state, ReplicaSample sample) {
        replicas.add(new ReplicaView(sample.replica(), state, 0, 1, 0, sample));
        return this;
    }

    private ReplicaId nextId() {
        return new ReplicaId("r-" + (replicas.size() + 1));
    }
}
