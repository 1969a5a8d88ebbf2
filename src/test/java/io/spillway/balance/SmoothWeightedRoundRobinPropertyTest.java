package io.spillway.balance;

import static io.spillway.balance.Picks.at;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.ReplicaId;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Over many random fleets; the seed is the test's argument, so a failure names it. */
class SmoothWeightedRoundRobinPropertyTest {

    static LongStream seeds() {
        return LongStream.range(1, 101);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyWindowOfTheSumOfWeightsGivesEachExactlyItsWeight(long seed) {
        var random = new SplittableRandom(seed);
        double[] weights = random.ints(random.nextInt(1, 9), 1, 20).asDoubleStream().toArray();
        int sum = 0;
        for (double weight : weights) {
            sum += (int) weight;
        }
        Balancer balancer = Balancers.create(BalancerSpec.of("weighted-round-robin"), seed);
        balancer.update(Picks.targets(weights), 0);
        String picks = Picks.sequence(balancer, 4 * sum);

        for (int from = 0; from + sum <= picks.length(); from++) {
            Map<Character, Integer> counts = Picks.counts(picks.substring(from, from + sum));
            for (int i = 0; i < weights.length; i++) {
                assertEquals((int) weights[i], counts.get((char) ('a' + i)));
            }
        }
    }

    /** Lag = requests a replica is behind its fair part since the last change. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void addingRemovingAndReweightingCausesNoBurst(long seed) {
        var random = new SplittableRandom(seed);
        var fleet = new LinkedHashMap<String, Double>();
        Balancer balancer = Balancers.create(BalancerSpec.of("weighted-round-robin"), seed);
        int named = 0;
        for (int change = 0; change < 60; change++) {
            if (fleet.size() < 2 || random.nextInt(3) == 0) {
                fleet.put("r" + named++, (double) random.nextInt(1, 100));
            } else if (random.nextBoolean()) {
                fleet.remove(any(fleet, random));
            } else {
                fleet.put(any(fleet, random), random.nextDouble(0.1, 100));
            }
            balancer.update(targets(fleet), 0);
            checkNoBurst(balancer, fleet, random.nextInt(1, 200));
        }
    }

    /** Picks since the last change differ from the fair part by less than the fleet could owe. */
    private static void checkNoBurst(Balancer balancer, Map<String, Double> fleet, int picks) {
        double total = fleet.values().stream().mapToDouble(weight -> weight).sum();
        double slack = 2 + Math.log(fleet.size() + 1.0);
        var got = new LinkedHashMap<String, Integer>();
        for (int n = 1; n <= picks; n++) {
            ReplicaId id = balancer.pick(at(0));
            assertNotNull(id);
            got.merge(id.value(), 1, Integer::sum);
            for (var entry : fleet.entrySet()) {
                double fair = n * entry.getValue() / total;
                int actual = got.getOrDefault(entry.getKey(), 0);
                int pick = n;
                assertTrue(
                        Math.abs(actual - fair) <= slack,
                        () ->
                                "%s got %d of %d, fair is %.2f in %s"
                                        .formatted(entry.getKey(), actual, pick, fair, fleet));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void survivorsKeepTheirOrder(long seed) {
        var random = new SplittableRandom(seed);
        int n = random.nextInt(3, 9);
        var chooser = new SmoothWeightedRoundRobin();
        List<Member> members =
                Picks.targets(random.ints(n, 1, 20).asDoubleStream().toArray()).stream()
                        .map(Member::new)
                        .toList();
        chooser.update(members);
        for (int i = 0; i < random.nextInt(100); i++) {
            chooser.choose(members, at(0));
        }
        var survivors = new ArrayList<>(members);
        survivors.remove(random.nextInt(n));
        List<ReplicaId> before = byCurrentWeight(survivors);
        survivors.add(new Member(Picks.target("newcomer", random.nextInt(1, 20))));
        chooser.update(List.copyOf(survivors));
        List<ReplicaId> after = byCurrentWeight(survivors.subList(0, n - 1));

        assertEquals(before, after);
        assertEquals(0, survivors.getLast().position);
        assertEquals(0, survivors.stream().mapToDouble(member -> member.position).sum(), 1e-9);
    }

    private static List<ReplicaId> byCurrentWeight(List<Member> members) {
        return members.stream()
                .sorted((a, b) -> Double.compare(b.position, a.position))
                .map(member -> member.id)
                .toList();
    }

    private static String any(Map<String, Double> fleet, SplittableRandom random) {
        return List.copyOf(fleet.keySet()).get(random.nextInt(fleet.size()));
    }

    private static List<Target> targets(Map<String, Double> fleet) {
        var targets = new ArrayList<Target>();
        fleet.forEach((name, weight) -> targets.add(Picks.target(name, weight)));
        return targets;
    }
}
