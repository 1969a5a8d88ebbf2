package io.spillway.control;

import io.spillway.balance.Target;
import io.spillway.balance.Traffic.Routed;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells the traffic who is ready, with weights and newest samples. */
final class Router {

    private final Core core;
    private final Sampler sampler;
    private Map<ReplicaId, Double> lastWeights = Map.of();

    Router(Core core, Sampler sampler) {
        this.core = core;
        this.sampler = sampler;
    }

    /** Re-routes; an event says so when replicas or weights are others than before. */
    void route() {
        long now = core.now();
        List<Routed> routed = new ArrayList<>();
        var weights = new LinkedHashMap<ReplicaId, Double>();
        for (Replica replica : core.replicas().in(ReplicaState.READY)) {
            Endpoint endpoint = replica.endpoint;
            if (endpoint != null) {
                double weight = core.ports().weights().weight(replica.id());
                var target =
                        new Target(
                                replica.id(),
                                weight,
                                replica.sinceNanos,
                                sampler.sample(replica, now));
                routed.add(new Routed(endpoint, target));
                weights.put(replica.id(), weight);
            }
        }
        core.ports().traffic().route(routed);
        if (!weights.equals(lastWeights)) {
            lastWeights = weights;
            core.ports().events().on(new RunEvent.Rebalanced(now, weights));
        }
    }
}
