package io.spillway.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.ScaleTo;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What holds for every registered policy, over random fleets and loads. */
class PolicyPropertyTest {
    private static final int MIN = 1;
    private static final int MAX = 12;
    private static final int RUNS = 20;
    private static final int CHECKS = 60;
    private static final PolicyContext CONTEXT =
            Policies.bounds(MIN, MAX).withEngine(new EngineFacts(64, 2048, 28_000L));

    static Stream<String> everyPolicy() {
        return PolicyRegistry.standard().types().stream().map(PolicyType::name);
    }

    /**
     * Those whose first decision is no smaller under more load, all else equal. AIBrix's KPA is
     * not: just above its tolerance it forgets the size of the fleet.
     */
    static Stream<String> monotone() {
        return everyPolicy().filter(name -> !name.equals("aibrix-kpa"));
    }

    /** Those that decide on what replicas report and nothing else, and treat nothing as nothing. */
    static Stream<String> dependOnSamples() {
        return Stream.of(
                "queue-threshold",
                "threshold-step",
                "hpa-pods",
                "hpa-external-average",
                "hpa-external-value",
                "kpa",
                "apa",
                "aibrix-kpa",
                "wva-v1",
                "wva-v2",
                "slo-step",
                "kv-usage",
                "composite",
                "pid");
    }

    static ScalingPolicy create(String name) {
        Map<String, Object> parameters =
                switch (name) {
                    case "schedule" ->
                            Map.of("entries", List.of(Map.of("at", "60s", "replicas", 7)));
                    case "formula" -> Map.of("formula", "sum(num_requests_waiting) / 4 + held");
                    case "rate-capacity" -> Map.of("capacity", 5);
                    default -> Map.of();
                };
        return PolicyRegistry.standard().create(new PolicySpec(name, parameters), CONTEXT);
    }

    @ParameterizedTest
    @MethodSource("everyPolicy")
    void staysWithinBoundsAndGivesReasonsWithNumbers(String name) {
        for (int run = 0; run < RUNS; run++) {
            long seed = 1000 + run;
            var fleet = new RandomFleet(seed);
            ScalingPolicy policy = create(name);
            for (int check = 0; check < CHECKS; check++) {
                FleetObservation seen = fleet.next();
                ScalingDecision decision = policy.decide(seen);
                String where = name + " seed " + seed + " check " + check + ": " + decision;
                int target = FleetFixture.targetAfter(decision, seen);
                assertTrue(target >= MIN && target <= MAX, where);
                assertTrue(!decision.reason().isBlank(), where);
                assertTrue(!decision.reason().contains("NaN"), where);
                if (decision instanceof ScaleTo(int n, var _)) {
                    assertTrue(n != seen.target(), where);
                }
                fleet.apply(target);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyPolicy")
    void doesNotDependOnTheOrderOfReplicas(String name) {
        for (int run = 0; run < RUNS; run++) {
            long seed = 2000 + run;
            var fleet = new RandomFleet(seed);
            ScalingPolicy policy = create(name);
            ScalingPolicy other = create(name);
            for (int check = 0; check < CHECKS; check++) {
                FleetObservation seen = fleet.next();
                List<ReplicaView> reversed = new ArrayList<>(seen.replicas());
                Collections.reverse(reversed);
                var mirrored =
                        new FleetObservation(seen.atNanos(), seen.target(), reversed, seen.load());
                int target = FleetFixture.targetAfter(policy.decide(seen), seen);
                assertEquals(
                        target,
                        FleetFixture.targetAfter(other.decide(mirrored), mirrored),
                        name + " seed " + seed + " check " + check);
                fleet.apply(target);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyPolicy")
    void decidesTheSameForTheSameHistory(String name) {
        assertEquals(path(name, 7), path(name, 7));
    }

    private static List<ScalingDecision> path(String name, long seed) {
        var fleet = new RandomFleet(seed);
        ScalingPolicy policy = create(name);
        List<ScalingDecision> path = new ArrayList<>();
        for (int check = 0; check < CHECKS; check++) {
            FleetObservation seen = fleet.next();
            path.add(policy.decide(seen));
            fleet.apply(FleetFixture.targetAfter(path.getLast(), seen));
        }
        return path;
    }

    @ParameterizedTest
    @MethodSource("monotone")
    void moreLoadNeverAsksForFewerAtFirst(String name) {
        for (int run = 0; run < 200; run++) {
            long seed = 3000 + run;
            var random = new SplittableRandom(seed);
            int replicas = 1 + random.nextInt(6);
            double load = random.nextDouble() * 20;
            double more = load * (1 + random.nextDouble());
            int low = first(name, replicas, load);
            int high = first(name, replicas, more);
            assertTrue(
                    low <= high,
                    name + " seed " + seed + ": " + load + " wants " + low + ", " + more + " wants "
                            + high);
        }
    }

    /** The target after some checks of an unchanging fleet under an unchanging load. */
    private static int first(String name, int replicas, double load) {
        ScalingPolicy policy = create(name);
        int target = replicas;
        for (int check = 0; check < 6 && target == replicas; check++) {
            FleetObservation seen = steady(check, replicas, load);
            target = FleetFixture.targetAfter(policy.decide(seen), seen);
        }
        return target;
    }

    private static FleetObservation steady(int check, int replicas, double load) {
        FleetFixture fixture = FleetFixture.at(5 * check);
        double done = 100.0 * (check + 1);
        for (int i = 0; i < replicas; i++) {
            fixture.ready(
                    "num_requests_waiting",
                    load,
                    "num_requests_running",
                    2 * load,
                    "kv_cache_usage_perc",
                    Math.min(1, load / 20),
                    "time_to_first_token_seconds_sum",
                    done * load / 10,
                    "time_to_first_token_seconds_count",
                    done,
                    "inter_token_latency_seconds_sum",
                    done * load / 100,
                    "inter_token_latency_seconds_count",
                    done);
        }
        int total = (int) (3 * load * replicas);
        double rate = load * replicas;
        return fixture.load(
                        new LoadView(
                                total,
                                0,
                                rate,
                                rate,
                                rate,
                                0,
                                100 * rate,
                                50 * rate,
                                load / 4,
                                load / 2,
                                load / 100,
                                load / 100))
                .see();
    }

    @ParameterizedTest
    @MethodSource("dependOnSamples")
    void abstainsWhenNoReplicaAnswers(String name) {
        FleetObservation blind = FleetFixture.at(0).silent().silent().see();

        assertInstanceOf(Abstain.class, create(name).decide(blind), name);
    }

    /**
     * A fleet that follows its target with delay, under load that wanders, with gaps in metrics.
     */
    private static final class RandomFleet {
        private final SplittableRandom random;
        private final List<ReplicaState> states = new ArrayList<>();
        private final double[] counters = new double[4];
        private int target = 3;
        private int check;
        private double load = 5;

        RandomFleet(long seed) {
            random = new SplittableRandom(seed);
            states.addAll(Collections.nCopies(3, ReplicaState.READY));
        }

        FleetObservation next() {
            load = Math.max(0, load + random.nextDouble(-4, 4));
            long now = 5_000_000_000L * check++;
            List<ReplicaView> views = new ArrayList<>();
            for (int i = 0; i < states.size(); i++) {
                var id = new ReplicaId("r-" + i);
                boolean answers = states.get(i) == ReplicaState.READY && random.nextInt(10) > 0;
                views.add(
                        new ReplicaView(
                                id,
                                states.get(i),
                                0,
                                1,
                                (int) load,
                                answers
                                        ? ReplicaSample.fresh(id, now, values())
                                        : ReplicaSample.missing(id, now, "gap")));
            }
            boolean quiet = random.nextInt(5) == 0;
            double latency = quiet ? Double.NaN : load / 3;
            return new FleetObservation(
                    now,
                    target,
                    views,
                    new LoadView(
                            (int) load,
                            random.nextInt(3),
                            load,
                            load,
                            quiet ? 0 : load,
                            0,
                            100 * load,
                            50 * load,
                            latency,
                            latency,
                            latency / 20,
                            latency / 20));
        }

        private Map<String, Double> values() {
            for (int i = 0; i < counters.length; i++) {
                counters[i] += random.nextDouble() * 10;
            }
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("num_requests_waiting", (double) random.nextInt(1 + (int) load));
            values.put("num_requests_running", (double) random.nextInt(20));
            values.put("kv_cache_usage_perc", random.nextDouble());
            values.put("time_to_first_token_seconds_sum", counters[0]);
            values.put("time_to_first_token_seconds_count", Math.rint(counters[1]));
            values.put("inter_token_latency_seconds_sum", counters[2]);
            values.put("inter_token_latency_seconds_count", Math.rint(counters[3]));
            return values;
        }

        void apply(int newTarget) {
            target = newTarget;
            states.removeIf(state -> state == ReplicaState.DRAINING);
            for (int i = 0; i < states.size(); i++) {
                if (states.get(i) == ReplicaState.STARTING && random.nextInt(4) == 0) {
                    states.set(i, ReplicaState.READY);
                }
            }
            int extra = states.size() - target;
            for (int i = states.size() - 1; i >= 0 && extra > 0; i--, extra--) {
                states.set(i, ReplicaState.DRAINING);
            }
            while (states.size() < target) {
                states.add(ReplicaState.STARTING);
            }
        }
    }
}
