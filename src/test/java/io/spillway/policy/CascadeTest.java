package io.spillway.policy;

import static io.spillway.policy.FleetFixture.at;
import static io.spillway.policy.FleetFixture.targetAfter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two ready replicas at twice their target, new replicas never become ready, four ticks a minute
 * apart: who counts what it has already asked for, and who runs away.
 */
class CascadeTest {
    private static final List<Integer> ONCE = List.of(2, 4, 4, 4, 4);
    private static final List<Integer> RUNS_AWAY = List.of(2, 4, 8, 16, 32);
    private static final double WAITING = 10;
    private static final double KV = 1;

    @TestFactory
    Stream<DynamicTest> cascadeTable() {
        return Stream.of(
                row(ONCE, "hpa-pods", "target", 5),
                row(ONCE, "hpa-external-average", "target", 5),
                row(ONCE, "keda", "threshold", 5),
                row(ONCE, "hpa-external-value", "target", 10),
                row(ONCE, "kpa", "target", 5, "target_utilization_percentage", 100),
                row(ONCE, "ray-serve", "target_ongoing_requests", 5, "upscale_delay_s", 0),
                row(RUNS_AWAY, "apa", "target_value", 0.5, "pending_guard", false));
    }

    @TestFactory
    Stream<DynamicTest> othersCountWhatTheyHaveAskedFor() {
        return Stream.of(
                row(ONCE, "apa", "target_value", 0.5),
                row(ONCE, "kv-usage", "target", 0.5),
                row(ONCE, "composite", "queue_threshold", 5),
                row(ONCE, "throughput", "metric", "in_flight", "target", 5),
                row(ONCE, "rate-capacity", "rate_metric", "in_flight", "capacity", 5),
                row(List.of(2, 3, 3, 3, 3), "queue-threshold", "consecutive", 1),
                row(List.of(2, 3, 3, 3, 3), "threshold-step"),
                row(List.of(2, 3, 3, 3, 3), "wva-v1"),
                row(List.of(2, 3, 3, 3, 3), "latency", "consecutive", 1));
    }

    private static DynamicTest row(List<Integer> expected, String type, Object... parameters) {
        return DynamicTest.dynamicTest(
                type,
                () -> {
                    ScalingPolicy policy =
                            Policies.policy(Policies.bounds(1, 100), type, parameters);
                    List<Integer> path = new ArrayList<>(List.of(2));
                    for (int tick = 0; tick < 4; tick++) {
                        FleetObservation fleet = overloaded(60 * tick, path.getLast());
                        path.add(targetAfter(policy.decide(fleet), fleet));
                    }
                    assertEquals(expected, path);
                });
    }

    private static FleetObservation overloaded(int seconds, int target) {
        var load = new LoadView(20, 0, 9, 9, 9, 0, 9, 9, 4, 4, 0.1, 0.1);
        return at(seconds)
                .allReady(
                        2,
                        "num_requests_waiting",
                        WAITING,
                        "num_requests_running",
                        0,
                        "kv_cache_usage_perc",
                        KV)
                .starting(target - 2)
                .load(load)
                .see();
    }
}
