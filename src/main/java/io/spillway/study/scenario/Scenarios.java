package io.spillway.study.scenario;

import static io.spillway.study.scenario.Scenario.plain;
import static io.spillway.study.scenario.Scenario.variant;

import java.util.List;
import java.util.Optional;

/** Every scenario that ships. Their files are in {@code examples/scenarios}. */
public final class Scenarios {

    private static final List<Scenario> ALL =
            List.of(
                    plain("step"),
                    plain("spike"),
                    plain("ramp"),
                    plain("burst-and-drain"),
                    plain("diurnal"),
                    plain("sustained-overload"),
                    plain("on-off"),
                    cascade(),
                    metricGap(),
                    plain("stale-metric"),
                    plain("lying-metric"),
                    plain("slow-start"),
                    plain("dead-replica"),
                    heterogeneous(),
                    plain("scale-in-under-load"),
                    limitCycle(),
                    binding());

    private Scenarios() {}

    /** In the order in which they are listed. */
    public static List<Scenario> all() {
        return ALL;
    }

    /** Empty when there is none of that name. */
    public static Optional<Scenario> named(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }

    private static Scenario cascade() {
        return new Scenario(
                "cascade",
                List.of(
                        policy("hpa-pods", "target: 5"),
                        policy("hpa-external-average", "target: 5"),
                        policy("keda", "threshold: 5"),
                        policy("hpa-external-value", "target: 10"),
                        policy("kpa", "target: 5, target_utilization_percentage: 100"),
                        policy("ray-serve", "target_ongoing_requests: 5, upscale_delay_s: 0"),
                        variant(
                                "apa without pending guard",
                                "--scaling.policy",
                                "{type: apa, target_value: 0.5, pending_guard: false}")),
                "A policy that multiplies what it has already asked for by the same overload runs"
                        + " away while nothing it asked for is ready.");
    }

    private static Scenario.Variant policy(String type, String parameters) {
        return variant(type, "--scaling.policy", "{type: %s, %s}".formatted(type, parameters));
    }

    private static Scenario metricGap() {
        String keda =
                "{type: keda, metric: sum(num_requests_waiting + num_requests_running),"
                        + " threshold: 12, downscale_stabilization: 30s, ignore_null_values: %s}";
        return new Scenario(
                "metric-gap",
                List.of(
                        variant("KEDA, no data is 0", "--scaling.policy", keda.formatted(true)),
                        variant(
                                "KEDA, no data is an error",
                                "--scaling.policy",
                                keda.formatted(false))),
                "KEDA's Prometheus scaler reads an empty result as 0 unless ignoreNullValues is"
                        + " false: a gap in the metrics then looks like the end of the load.");
    }

    private static Scenario heterogeneous() {
        return new Scenario(
                "heterogeneous-mig",
                List.of(
                        variant(
                                "equal weights",
                                "--routing.weights",
                                "static",
                                "--fleet.replicas[0].weight",
                                "1",
                                "--fleet.replicas[1].weight",
                                "1",
                                "--fleet.replicas[2].weight",
                                "1"),
                        variant("MIG priors", "--routing.weights", "mig")),
                "A slice's share of the traffic should be its share of the GPU: with equal weights"
                        + " the smallest one drowns while the largest idles.");
    }

    private static Scenario limitCycle() {
        String policy = "{type: keda, metric: %s, threshold: %d, downscale_stabilization: 60s}";
        return new Scenario(
                "limit-cycle",
                List.of(
                        variant(
                                "waiting only",
                                "--scaling.policy",
                                policy.formatted("sum(num_requests_waiting)", 5)),
                        variant(
                                "waiting and running",
                                "--scaling.policy",
                                policy.formatted(
                                        "sum(num_requests_waiting + num_requests_running)", 10))),
                "The queue is empty as soon as a new replica has absorbed it, so a policy that sees"
                        + " only the queue takes the replica away again.");
    }

    private static Scenario binding() {
        return new Scenario(
                "late-binding",
                List.of(
                        variant("early binding", "--routing.max_in_flight", "null"),
                        variant("late binding", "--routing.max_in_flight", "20")),
                "Requests that wait in an engine stay there, and the old replica alone works them"
                        + " off; those held at the router go to whoever is free first.");
    }
}
