package io.spillway.balance;

import static io.spillway.balance.Picks.at;
import static io.spillway.balance.Picks.sequence;
import static io.spillway.balance.Picks.target;
import static io.spillway.balance.Picks.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class SmoothWeightedRoundRobinTest {

    /** nginx, commit 52327e06, and vectors computed from its formula. */
    @ParameterizedTest
    @CsvSource({
        "5 1 1, aabacaa",
        "4 2 1, abacaba",
        "7 3, abaaabaaba",
        "3 1, aaba",
        "8 4 2 1, abacabadabacaba",
        "7 3 2 1, abacadabacaba",
    })
    void picksAsNginxDoes(String weights, String expected) {
        Balancer balancer = Balancers.create(BalancerSpec.of("weighted-round-robin"), 1);
        double[] values =
                Arrays.stream(weights.split(" ")).mapToDouble(Double::parseDouble).toArray();
        balancer.update(targets(values), 0);

        assertEquals(expected + expected, sequence(balancer, 2 * expected.length()));
    }

    @Test
    void goesThroughTheStatesOfNginx() {
        var chooser = new SmoothWeightedRoundRobin();
        List<Member> members = targets(5, 1, 1).stream().map(Member::new).toList();
        chooser.update(members);
        var states = new ArrayList<List<Integer>>();
        for (int i = 0; i < 7; i++) {
            chooser.choose(members, at(0));
            states.add(members.stream().map(member -> (int) member.position).toList());
        }

        assertEquals(
                List.of(
                        List.of(-2, 1, 1),
                        List.of(-4, 2, 2),
                        List.of(1, -4, 3),
                        List.of(-1, -3, 4),
                        List.of(4, -2, -2),
                        List.of(2, -1, -1),
                        List.of(0, 0, 0)),
                states);
    }

    @Test
    void newcomerGetsNoCatchUpBurst() {
        Balancer balancer = Balancers.create(BalancerSpec.of("weighted-round-robin"), 1);
        balancer.update(targets(1, 1), 0);
        sequence(balancer, 1001);
        balancer.update(targets(1, 1, 1), 0);

        assertEquals("bcabcabca", sequence(balancer, 9));
    }

    @Test
    void survivorsKeepTheirTurnWhenOneLeaves() {
        Balancer balancer = Balancers.create(BalancerSpec.of("weighted-round-robin"), 1);
        balancer.update(targets(1, 1, 1), 0);
        assertEquals("ab", sequence(balancer, 2));
        balancer.update(List.of(target("b", 1), target("c", 1)), 0);

        assertEquals("cbcbcb", sequence(balancer, 6));
    }

    @Test
    void removalOfTheHeavyOneLeavesNoDebtToWorkOff() {
        Balancer balancer = Balancers.create(BalancerSpec.of("weighted-round-robin"), 1);
        balancer.update(targets(100, 1, 1), 0);
        sequence(balancer, 35);
        balancer.update(List.of(target("b", 1), target("c", 1)), 0);

        assertEquals(5, Picks.counts(sequence(balancer, 10)).get('b'), 1);
    }

    @Test
    void theSameTargetsAgainChangeNothing() {
        Balancer balancer = Balancers.create(BalancerSpec.of("weighted-round-robin"), 1);
        var picked = new StringBuilder();
        for (int i = 0; i < 14; i++) {
            balancer.update(targets(5, 1, 1), i);
            picked.append(sequence(balancer, 1));
        }

        assertEquals("aabacaaaabacaa", picked.toString());
    }

    @Test
    void roundRobinIgnoresWeights() {
        Balancer balancer = Balancers.create(BalancerSpec.of("round-robin"), 1);
        balancer.update(targets(9, 1, 4), 0);

        assertEquals("abcabcabc", sequence(balancer, 9));
    }
}
