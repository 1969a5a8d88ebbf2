package io.spillway.actuate.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class CapacityTest {

    private static final String MIG = "nvidia.com/mig-1g.12gb";
    private static final Map<String, Double> ONE = Map.of(MIG, 1.0, "cpu", 4.0);

    private static final NodeView A = node("a", true, 7);
    private static final NodeView B = node("b", true, 2);
    private static final NodeView CORDONED = node("c", false, 7);

    @Test
    void aFreeSliceIsEnough() {
        var capacity = new Capacity(List.of(A), List.of(claim("a", 6)));
        assertNull(capacity.refusal(ONE, null, 0));
    }

    @Test
    void refusesWithNumbersWhenEverySliceIsTaken() {
        var capacity = new Capacity(List.of(A, B, CORDONED), List.of(claim("a", 7), claim("b", 2)));
        assertEquals(
                "no free nvidia.com/mig-1g.12gb: node a: 7 of 7 requested, node b: 2 of 2 requested",
                capacity.refusal(ONE, null, 0));
    }

    @Test
    void countsPodsThatWaitAndReplicasOnTheirWay() {
        var capacity = new Capacity(List.of(A), List.of(claim("a", 5), claim("", 1)));
        assertNull(capacity.refusal(ONE, null, 0));
        assertEquals(
                "no free nvidia.com/mig-1g.12gb: node a: 5 of 7 requested; waiting pods ask for 1; 1 more were started just now",
                capacity.refusal(ONE, null, 1));
    }

    @Test
    void looksOnlyAtTheNodeThatIsAskedFor() {
        var capacity = new Capacity(List.of(A, B), List.of(claim("b", 2)));
        assertEquals(
                "no free nvidia.com/mig-1g.12gb on node b: node b: 2 of 2 requested",
                capacity.refusal(ONE, "b", 0));
        assertNull(capacity.refusal(ONE, "a", 0));
    }

    @Test
    void saysWhenNoNodeOffersTheResource() {
        var capacity = new Capacity(List.of(A), List.of());
        assertEquals(
                "nvidia.com/mig-3g.48gb is offered by no node that takes pods",
                capacity.refusal(Map.of("nvidia.com/mig-3g.48gb", 1.0), null, 0));
    }

    @Test
    void freeSlicesOfDifferentNodesDoNotMakeOneReplicaOfTwo() {
        var capacity = new Capacity(List.of(A, B), List.of(claim("a", 6), claim("b", 1)));
        assertEquals(
                "no free nvidia.com/mig-1g.12gb: node a: 6 of 7 requested, node b: 1 of 2 requested",
                capacity.refusal(Map.of(MIG, 2.0), null, 0));
    }

    @Test
    void cpuAloneIsForTheScheduler() {
        assertNull(new Capacity(List.of(), List.of()).refusal(Map.of("cpu", 4.0), null, 0));
    }

    @Test
    void namesEachResourceThatANodeIsShortOf() {
        var capacity = new Capacity(List.of(B, CORDONED), List.of(claim("b", 2)));
        assertEquals(
                "b is short of memory (needs 64.0 GiB, 0.0 GiB of 32.0 GiB requested), nvidia.com/mig-1g.12gb (needs 1, 2 of 2 requested); c takes no pods",
                capacity.shortage(Map.of(MIG, 1.0, "memory", 64.0 * (1L << 30), "cpu", 1.0)));
    }

    private static NodeView node(String name, boolean takesPods, int slices) {
        return new NodeView(
                name,
                takesPods,
                Map.of(),
                Map.of(MIG, (double) slices, "cpu", 8.0, "memory", 32.0 * (1L << 30)));
    }

    private static Claim claim(String node, int slices) {
        return new Claim("pod", node, Map.of(MIG, (double) slices));
    }
}
