package io.spillway.policy.basic;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ReplicaView;
import io.spillway.policy.formula.Metric;
import io.spillway.policy.formula.ReplicaReading;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A metric of every ready replica.
 *
 * @param values of those that have one
 * @param missing what the others lack; one entry when no replica is ready
 */
record Samples(List<Double> values, List<String> missing) {

    static Samples of(Metric metric, FleetObservation observation) {
        List<Double> values = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (ReplicaReading reading : metric.readReplicas(observation)) {
            if (Double.isNaN(reading.value())) {
                missing.add(metric + " of " + reading.replica().id());
            } else {
                values.add(reading.value());
            }
        }
        if (observation.ready() == 0) {
            missing.add("a ready replica");
        }
        return new Samples(values, missing);
    }

    static OptionalDouble fresh(ReplicaView replica, String series) {
        return replica.sample().isFresh() ? replica.sample().value(series) : OptionalDouble.empty();
    }
}
