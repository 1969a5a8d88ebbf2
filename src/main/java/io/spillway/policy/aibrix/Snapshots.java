package io.spillway.policy.aibrix;

import io.spillway.fleet.FleetObservation;
import io.spillway.policy.Parameters;
import io.spillway.policy.formula.Metric;
import io.spillway.policy.formula.ReplicaReading;

import java.util.ArrayList;
import java.util.List;

/** A metric per pod, read from the pods that answer. */
final class Snapshots {
    private final Metric metric;

    Snapshots(Parameters parameters) {
        metric = Metric.perReplica(parameters, "metric");
    }

    /** What was read; {@code missing} tells why when nothing was. */
    record Snapshot(double sum, int answered, List<String> missing) {
        boolean isEmpty() {
            return answered == 0;
        }

        double average() {
            return sum / answered;
        }
    }

    Snapshot take(FleetObservation observation) {
        double sum = 0;
        int answered = 0;
        List<String> missing = new ArrayList<>();
        for (ReplicaReading reading : metric.readReplicas(observation)) {
            if (Double.isNaN(reading.value())) {
                missing.add(metric + " of " + reading.replica().id());
            } else {
                sum += reading.value();
                answered++;
            }
        }
        if (answered == 0 && missing.isEmpty()) {
            missing.add("a ready replica");
        }
        return new Snapshot(sum, answered, List.copyOf(missing));
    }
}
