package io.spillway.balance;

import static io.spillway.balance.Picks.SECOND;
import static io.spillway.balance.Picks.at;
import static io.spillway.balance.Picks.id;
import static io.spillway.balance.Picks.ok;
import static io.spillway.balance.Picks.sample;
import static io.spillway.balance.Picks.target;
import static io.spillway.balance.Picks.targets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spillway.balance.OrcaWeight.Report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class OrcaTest {

    private static List<Integer> stride(int picks, double... weights) {
        var stride = new StaticStride(weights, 0);
        var sequence = new ArrayList<Integer>();
        for (int i = 0; i < picks; i++) {
            sequence.add(stride.next());
        }
        return sequence;
    }

    private static int[] counts(int picks, double... weights) {
        int[] counts = new int[weights.length];
        stride(picks, weights).forEach(index -> counts[index]++);
        return counts;
    }

    /** grpc-java, WeightedRoundRobinLoadBalancerTest, from counter 0. */
    @Test
    void stridesThroughTheSequenceOfGrpc() {
        assertEquals(List.of(1, 2, 2, 0, 1, 2), stride(6, 2, 3, 6));
    }

    /** The sequence in grpc-java's documentation is this one from its fourth pick on. */
    @Test
    void stridesThroughTheDocumentedSequence() {
        assertEquals(List.of(0, 1, 2, 2, 1, 2, 0, 2, 1, 2, 2), stride(14, 2, 3, 6).subList(3, 14));
    }

    @Test
    void countsMatchWeightsAsInGrpc() {
        assertArrayEquals(new int[] {1, 2, 3}, counts(6, 1, 2, 3));
        assertArrayEquals(new int[] {3, 2, 1}, counts(6, 3, 0, 1));
        assertArrayEquals(new int[] {4, 4, 4}, counts(12, 0, 0, 0));
        assertArrayEquals(new int[] {4, 4, 4}, counts(12, 5, 0, 0));
    }

    @Test
    void clampsToTenTimesTheMean() {
        double[] weights = new double[20];
        Arrays.fill(weights, 1);
        weights[0] = 81;
        int[] expected = new int[20];
        Arrays.fill(expected, 1);
        expected[0] = 50;

        assertArrayEquals(expected, counts(69, weights));
    }

    /** grpc-java: known weights 2 and 1, the third unknown. */
    @Test
    void unknownGetsTheMean() {
        assertArrayEquals(
                new double[] {4 / 9.0, 2 / 9.0, 3 / 9.0},
                new StaticStride(new double[] {2, 1, 0}, 0).shares(),
                1e-4);
    }

    /** Proposal A58, computed. */
    @ParameterizedTest
    @CsvSource({"0, 1, 200", "10, 1, 166.67", "10, 2, 142.86"})
    void weighsThroughputByUtilizationAndErrors(double errors, double penalty, double weight) {
        assertEquals(weight, OrcaWeight.weightOf(new Report(100, errors, 0.5), penalty), 0.005);
    }

    @Test
    void believesNothingDuringBlackoutNorAfterExpiration() {
        var weight = new OrcaWeight(new OrcaWeight.Rules(10 * SECOND, 180 * SECOND, 1));
        assertEquals(0, weight.weight(0));

        weight.report(new Report(100, 0, 0.5), SECOND);
        assertEquals(0, weight.weight(11 * SECOND - 1));
        assertEquals(200, weight.weight(11 * SECOND));
        assertEquals(0, weight.weight(181 * SECOND));

        weight.report(new Report(100, 0, 0.5), 200 * SECOND);
        assertEquals(0, weight.weight(209 * SECOND));
        assertEquals(200, weight.weight(210 * SECOND));
    }

    @Test
    void ignoresReportsThatSayNothing() {
        assertEquals(0, OrcaWeight.weightOf(new Report(0, 0, 0.5), 1));
        assertEquals(0, OrcaWeight.weightOf(new Report(10, 0, 0), 1));
    }

    /** grpc-java: one half each in the blackout, then two thirds and one third. */
    @Test
    void balancesEvenlyInTheBlackoutThenByWeight() {
        Balancer balancer = Balancers.create(BalancerSpec.of("orca-weighted"), 1);
        balancer.update(targets(1, 1), 0);
        double[] shareOfA = new double[40];
        for (int second = 0; second < 40; second++) {
            long now = second * SECOND;
            balancer.update(
                    List.of(
                            target("a", 1, sample("a", now, 0, 0.25)),
                            target("b", 1, sample("b", now, 0, 0.5))),
                    now);
            int toA = 0;
            for (int i = 0; i < 300; i++) {
                var picked = balancer.pick(at(now + i));
                toA += picked.equals(id(0)) ? 1 : 0;
            }
            shareOfA[second] = toA / 300.0;
            for (int i = 0; i < 100; i++) {
                balancer.finished(id(0), now, ok());
                balancer.finished(id(1), now, ok());
            }
        }

        assertEquals(0.5, shareOfA[9], 0.01);
        assertEquals(2 / 3.0, shareOfA[15], 0.01);
        assertEquals(2 / 3.0, balancer.expectedShares(39 * SECOND).get(id(0)), 0.01);
    }
}
