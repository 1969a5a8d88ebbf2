package io.spillway.policy.kubernetes;

import io.spillway.fleet.FleetObservation;

import java.util.List;
import java.util.OptionalDouble;

/**
 * KEDA's fallback: after more than some failures in a row the metric becomes what asks for a given
 * number of replicas: {@code target · replicas} for an AverageValue, {@code target · replicas /
 * ready} for a Value.
 */
final class KedaFallback {
    static final List<String> BEHAVIORS =
            List.of(
                    "static",
                    "currentReplicas",
                    "currentReplicasIfHigher",
                    "currentReplicasIfLower");

    private final int failureThreshold;
    private final int replicas;
    private final String behavior;
    private int failures;

    KedaFallback(int failureThreshold, int replicas, String behavior) {
        this.failureThreshold = failureThreshold;
        this.replicas = replicas;
        this.behavior = behavior;
    }

    void succeeded() {
        failures = 0;
    }

    /** The metric after one more failure; empty while the error itself is passed on. */
    OptionalDouble failed(double target, boolean average, FleetObservation observation) {
        failures++;
        if (failures <= failureThreshold) {
            return OptionalDouble.empty();
        }
        double wanted = target * replicas(observation.target());
        return OptionalDouble.of(average ? wanted : wanted / Math.max(1, observation.ready()));
    }

    private int replicas(int current) {
        return switch (behavior) {
            case "static" -> replicas;
            case "currentReplicas" -> current;
            case "currentReplicasIfHigher" -> Math.max(current, replicas);
            case "currentReplicasIfLower" -> Math.min(current, replicas);
            default -> throw new IllegalStateException("no such behavior: " + behavior);
        };
    }
}
