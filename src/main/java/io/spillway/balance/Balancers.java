package io.spillway.balance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The balancers by name.
 *
 * <ul>
 *   <li>{@code weighted-round-robin}: nginx's smooth weighted round-robin, the default
 *   <li>{@code edf}: earliest deadline first, as Envoy
 *   <li>{@code least-request}: fewest in flight per weight, as Envoy
 *   <li>{@code power-of-two-choices}: the less loaded of two at random
 *   <li>{@code orca-weighted}: weights from throughput and utilization, as gRPC
 *   <li>{@code queue-aware}: the shortest engine queue and emptiest KV cache
 *   <li>{@code prefix-hash}: the same prefix to the same replica, with bounded load
 *   <li>{@code random}: by weight
 *   <li>{@code round-robin}: in turn, weights ignored
 * </ul>
 */
public final class Balancers {

    /** The name used when none is given. */
    public static final String DEFAULT = "weighted-round-robin";

    @FunctionalInterface
    private interface Factory {
        Chooser create(Parameters parameters, RandomGenerator random);
    }

    private record Entry(Map<String, Double> defaults, Factory factory) {}

    private static final Map<String, Entry> REGISTRY = registry();

    private Balancers() {}

    private static Map<String, Entry> registry() {
        var all = new LinkedHashMap<String, Entry>();
        all.put(DEFAULT, new Entry(Map.of(), (_, _) -> new SmoothWeightedRoundRobin()));
        all.put(
                "edf",
                new Entry(
                        Map.of(), (_, _) -> new EarliestDeadlineFirst(member -> member.effective)));
        all.put(
                "least-request",
                new Entry(
                        ordered("active_request_bias", 1.0),
                        (p, random) -> new LeastRequest(p.get("active_request_bias"), random)));
        all.put("power-of-two-choices", new Entry(Map.of(), (_, random) -> new TwoChoices(random)));
        all.put(
                "orca-weighted",
                new Entry(
                        ordered(
                                "blackout_period", 10.0,
                                "weight_expiration_period", 180.0,
                                "weight_update_period", 1.0,
                                "error_utilization_penalty", 1.0,
                                "max_num_seqs", 256.0),
                        (p, _) -> new OrcaWeighted(p)));
        all.put(
                "queue-aware",
                new Entry(
                        ordered("queue_weight", 1.0, "kv_weight", 1.0, "count_unseen", 1.0),
                        QueueAware::new));
        all.put(
                "prefix-hash",
                new Entry(
                        ordered("load_factor", 1.25),
                        (p, random) -> new PrefixHash(p.get("load_factor"), random)));
        all.put("random", new Entry(Map.of(), (_, random) -> new WeightedRandom(random)));
        all.put(
                "round-robin",
                new Entry(Map.of(), (_, _) -> new SmoothWeightedRoundRobin(member -> 1)));
        return all;
    }

    /**
     * A balancer. The seed decides all its draws.
     *
     * @throws IllegalArgumentException with a sentence for people, when the type or a parameter is
     *     unknown or a value makes no sense
     */
    public static Balancer create(BalancerSpec spec, long seed) {
        Entry entry = entry(spec.type());
        var parameters = Parameters.of(spec.type(), entry.defaults, spec.parameters());
        return new RosterBalancer(
                spec, entry.factory.create(parameters, new SplittableRandom(seed)));
    }

    /** All names, the default first. */
    public static List<String> names() {
        return List.copyOf(REGISTRY.keySet());
    }

    /** The parameters of a type with their defaults; durations in seconds. */
    public static Map<String, Double> parameters(String type) {
        return Collections.unmodifiableMap(entry(type).defaults);
    }

    private static Entry entry(String type) {
        Entry entry = REGISTRY.get(type);
        if (entry == null) {
            throw new IllegalArgumentException(
                    "no balancer is called '%s'; there are %s"
                            .formatted(type, String.join(", ", REGISTRY.keySet())));
        }
        return entry;
    }

    private static Map<String, Double> ordered(Object... namesAndValues) {
        var map = new LinkedHashMap<String, Double>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], (Double) namesAndValues[i + 1]);
        }
        return map;
    }
}
