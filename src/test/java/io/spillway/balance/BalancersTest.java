package io.spillway.balance;

import static io.spillway.balance.Picks.SECOND;
import static io.spillway.balance.Picks.at;
import static io.spillway.balance.Picks.counts;
import static io.spillway.balance.Picks.id;
import static io.spillway.balance.Picks.sample;
import static io.spillway.balance.Picks.sequence;
import static io.spillway.balance.Picks.target;
import static io.spillway.balance.Picks.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.ReplicaId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

class BalancersTest {

    private static Balancer create(String type) {
        return Balancers.create(BalancerSpec.of(type), 7);
    }

    static List<String> names() {
        return Balancers.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void picksNobodyFromNobody(String type) {
        Balancer balancer = create(type);
        assertNull(balancer.pick(at(0)));
        balancer.update(List.of(), 0);

        assertNull(balancer.pick(at(0)));
        assertEquals(Map.of(), balancer.expectedShares(0));
    }

    @ParameterizedTest
    @MethodSource("names")
    void sharesSumToOneInTheOrderOfTheTargets(String type) {
        Balancer balancer = create(type);
        balancer.update(List.of(target("z", 2), target("a", 1), target("m", 4)), 0);
        Map<ReplicaId, Double> shares = balancer.expectedShares(0);

        assertEquals(
                List.of("z", "a", "m"), shares.keySet().stream().map(ReplicaId::value).toList());
        assertEquals(1, shares.values().stream().mapToDouble(share -> share).sum(), 1e-12);
    }

    /** With nothing in flight kept, so that load does not steer. */
    @ParameterizedTest
    @MethodSource("names")
    void getsTheShareThatIsExpected(String type) {
        Balancer balancer = create(type);
        balancer.update(targets(5, 2, 1), 0);
        Map<ReplicaId, Double> shares = balancer.expectedShares(0);
        int picks = 40_000;
        Map<Character, Integer> counts = counts(sequence(balancer, picks));

        for (int i = 0; i < 3; i++) {
            int got = counts.getOrDefault((char) ('a' + i), 0);
            assertEquals(shares.get(id(i)), (double) got / picks, 0.01, type + " " + id(i));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void sameSeedSamePicks(String type) {
        Balancer one = create(type);
        Balancer other = create(type);
        one.update(targets(5, 2, 1), 0);
        other.update(targets(5, 2, 1), 0);

        assertEquals(sequence(one, 200), sequence(other, 200));
    }

    @ParameterizedTest
    @MethodSource("names")
    void holdsWhenAllAreAtTheBound(String type) {
        Balancer balancer = Balancers.create(BalancerSpec.of(type).withMaxInFlight(2), 7);
        balancer.update(targets(3, 1), 0);
        var inFlight = new HashMap<ReplicaId, Integer>();
        for (int i = 0; i < 4; i++) {
            ReplicaId id = balancer.pick(at(0));
            assertTrue(id != null && inFlight.merge(id, 1, Integer::sum) <= 2);
            balancer.started(id, 0);
        }

        assertNull(balancer.pick(at(0)));
        balancer.finished(id(1), 0, Picks.ok());
        assertEquals(id(1), balancer.pick(at(0)));
    }

    /** Computed from Envoy's scheduler in double arithmetic. */
    @ParameterizedTest
    @CsvSource({"5 1 1, aaaabcaaaaaabc", "3 1, aabaaaab"})
    void edfPicksAsEnvoyDoes(String weights, String expected) {
        Balancer balancer = create("edf");
        balancer.update(
                targets(
                        Arrays.stream(weights.split(" "))
                                .mapToDouble(Double::parseDouble)
                                .toArray()),
                0);

        assertEquals(expected, sequence(balancer, expected.length()));
    }

    /** Envoy, least request: weight 2 with 4 active counts as 0.4. */
    @Test
    void leastRequestDividesTheWeightByActiveRequests() {
        var chooser = new LeastRequest(1, new SplittableRandom(1));
        var member = new Member(target("a", 2));
        member.active = 4;

        assertEquals(0.4, chooser.dynamicWeight(member), 1e-12);
    }

    @Test
    void leastRequestWithoutBiasIsEdf() {
        var spec = BalancerSpec.of("least-request");
        Balancer balancer =
                Balancers.create(spec.withParameters(Map.of("active_request_bias", 0)), 7);
        Balancer edf = create("edf");
        balancer.update(targets(3, 1), 0);
        edf.update(targets(3, 1), 0);
        balancer.started(id(0), 0);

        assertEquals(sequence(edf, 40), sequence(balancer, 40));
    }

    @Test
    void twoChoicesNeverPicksTheBusiestOfMany() {
        Balancer balancer = create("power-of-two-choices");
        balancer.update(targets(1, 1, 1), 0);
        balancer.started(id(1), 0);

        assertTrue(counts(sequence(balancer, 300)).get('b') == null);
        assertEquals(0.0, balancer.expectedShares(0).get(id(1)));
        assertEquals(0.5, balancer.expectedShares(0).get(id(0)), 1e-12);
    }

    @Test
    void queueAwarePrefersTheShortQueueThenTheEmptyCache() {
        Balancer balancer = create("queue-aware");
        balancer.update(
                List.of(
                        target("a", 1, sample("a", 0, 9, 0.1)),
                        target("b", 1, sample("b", 0, 3, 0.5)),
                        target("c", 1, sample("c", 0, 3, 0.2))),
                0);

        assertEquals("ccc", sequence(balancer, 3));
    }

    @Test
    void queueAwareCountsWhatWasSentSinceTheSample() {
        Balancer balancer = create("queue-aware");
        balancer.update(
                List.of(target("a", 1, sample("a", 0, 4, 0)), target("b", 1, sample("b", 0, 2, 0))),
                0);
        var names = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            ReplicaId id = balancer.pick(at(0));
            names.append(id);
            balancer.started(id, 0);
        }
        assertTrue(names.toString().startsWith("bb"), names.toString());
        assertEquals(2, counts(names.toString()).get('a'), 1.0);

        balancer.update(
                List.of(
                        target("a", 1, sample("a", SECOND, 9, 0)),
                        target("b", 1, sample("b", SECOND, 2, 0))),
                0);
        assertEquals("bb", sequence(balancer, 2));
    }

    @Test
    void queueAwareGivesNothingToAReplicaItCannotSee() {
        Balancer balancer = create("queue-aware");
        balancer.update(
                List.of(
                        target("a", 1, sample("a", 0, 50, 0.9)),
                        target("b", 1, sample("b", 0, 0, 0).stale("hangs")),
                        target("c", 1)),
                0);

        assertEquals("aaa", sequence(balancer, 3));
    }

    @Test
    void prefixHashMovesOnlyTheKeysOfTheOneThatLeaves() {
        Balancer balancer =
                Balancers.create(
                        BalancerSpec.of("prefix-hash").withParameters(Map.of("load_factor", 0)), 7);
        balancer.update(targets(1, 1, 1, 1), 0);
        var before = new LinkedHashMap<Long, ReplicaId>();
        for (long key = 1; key <= 400; key++) {
            before.put(key, balancer.pick(new Pick(0, key, null)));
        }
        balancer.update(List.of(target("a", 1), target("b", 1), target("d", 1)), 0);

        before.forEach(
                (key, owner) -> {
                    ReplicaId now = balancer.pick(new Pick(0, key, null));
                    assertTrue(owner.equals(id(2)) || owner.equals(now), "key " + key);
                });
        assertTrue(before.containsValue(id(2)));
    }

    @Test
    void prefixHashSpillsWhenTheOwnerHasTooMuch() {
        Balancer balancer = create("prefix-hash");
        balancer.update(targets(1, 1, 1, 1), 0);
        var perReplica = new HashMap<ReplicaId, Integer>();
        for (int i = 0; i < 40; i++) {
            ReplicaId id = balancer.pick(new Pick(0, 99, "one conversation"));
            perReplica.merge(id, 1, Integer::sum);
            balancer.started(id, 0);
        }

        // 1.25 times a quarter of 40, rounded up.
        assertTrue(perReplica.values().stream().allMatch(n -> n <= 13), perReplica.toString());
    }

    @Test
    void prefixHashKeepsAConversationTogether() {
        Balancer balancer = create("prefix-hash");
        balancer.update(targets(1, 1, 1, 1), 0);
        ReplicaId first = balancer.pick(new Pick(0, 0, "conversation 17"));

        assertEquals(first, balancer.pick(new Pick(0, 0, "conversation 17")));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        var unknown =
                assertThrows(IllegalArgumentException.class, () -> create("least-connections"));
        assertTrue(unknown.getMessage().contains("least-request"));

        var spec = BalancerSpec.of("prefix-hash").withParameters(Map.of("factor", 2));
        var parameter =
                assertThrows(IllegalArgumentException.class, () -> Balancers.create(spec, 1));
        assertTrue(parameter.getMessage().contains("load_factor"));
    }

    @Test
    void takesDurationsAsParameters() {
        var spec =
                BalancerSpec.of("orca-weighted")
                        .withParameters(
                                Map.of("blackout_period", "500ms", "weight_update_period", "1s"));
        assertTrue(Balancers.create(spec, 1).expectedShares(0).isEmpty());

        var wrong = spec.withParameters(Map.of("blackout_period", "soon"));
        assertThrows(IllegalArgumentException.class, () -> Balancers.create(wrong, 1));
    }
}
