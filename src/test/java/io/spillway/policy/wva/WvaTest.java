package io.spillway.policy.wva;

import static io.spillway.policy.FleetFixture.at;
import static io.spillway.policy.FleetFixture.targetAfter;
import static io.spillway.policy.Policies.bounds;
import static io.spillway.policy.Policies.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.policy.EngineFacts;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyException;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.wva.Saturation.Load;
import io.spillway.policy.wva.Saturation.Thresholds;
import io.spillway.policy.wva.TokenCapacity.RequestShape;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Vectors of llm-d's Workload Variant Autoscaler, and the policies around the algorithms. */
class WvaTest {
    private static final String KV = "kv_cache_usage_perc";
    private static final String WAITING = "num_requests_waiting";

    @Test
    void wvaV1LittleSpareKvScalesUp() {
        Saturation saturation = saturation(0.75, 2, 0.76, 2);

        assertTrue(saturation.scaleUp());
        assertEquals(0.045, saturation.spareKv(), 1e-12);
    }

    @Test
    void wvaV1LittleSpareQueueScalesUp() {
        Saturation saturation = saturation(0.5, 3, 0.5, 3);

        assertTrue(saturation.scaleUp());
        assertEquals(2, saturation.spareQueue());
    }

    @Test
    void wvaV1EnoughSpareDoesNothing() {
        assertFalse(saturation(0.5, 1, 0.5, 1).scaleUp());
    }

    @Test
    void wvaV1ScaleDownSafety() {
        assertTrue(saturation(0.2, 1, 0.3, 1, 0.25, 1).scaleDownSafe());
        assertFalse(saturation(0.70, 2, 0.75, 2).scaleDownSafe());
        assertFalse(saturation(0.5, 2).scaleDownSafe());
    }

    @Test
    void wvaV1AllSaturatedScalesUp() {
        Saturation saturation = saturation(0.85, 6, 0.9, 7);

        assertEquals(0, saturation.unsaturated());
        assertTrue(saturation.scaleUp());
        assertFalse(saturation.scaleDownSafe());
    }

    @Test
    void wvaV1CountsTheUnsaturated() {
        assertEquals(1, saturation(0.85, 2, 0.5, 6, 0.6, 2).unsaturated());
    }

    @Test
    void wvaV1DocumentationScalesUpAtItsTriggerTheCodeDoesNot() {
        var documented = new Thresholds(0.80, 5, 0.10, 3, true);
        var loads = List.of(new Load(0.70, 1), new Load(0.70, 1));

        assertTrue(Saturation.of(loads, documented).scaleUp());
        assertFalse(Saturation.of(loads, Thresholds.DEFAULT).scaleUp());
    }

    @Test
    void wvaV2Capacity() {
        var engine = new TokenCapacity.Engine(16_000, 0.8, 8192, 256, 5);
        assertEquals(12_800, engine.memoryBound());
        assertEquals(8000, new TokenCapacity(engine).of(8000, 6, new RequestShape(500, 100)));
        assertEquals(140_800, TokenCapacity.derived(8192, 256, new RequestShape(500, 100)), 1e-9);
        assertEquals(12_800, TokenCapacity.derived(8192, 64, new RequestShape(100, 200)), 1e-9);
    }

    @Test
    void wvaV2RemembersWhatAFullReplicaHeld() {
        var capacity = new TokenCapacity(new TokenCapacity.Engine(16_000, 0.8, 8192, 256, 5));
        capacity.of(8000, 6, new RequestShape(500, 100));
        capacity.of(9000, 6, new RequestShape(500, 100));

        assertEquals(8500, capacity.of(100, 0, new RequestShape(500, 120)));
        assertEquals(12_800, capacity.of(100, 0, new RequestShape(500, 600)), "another kind");
    }

    @Test
    void medianOfCapacities() {
        assertEquals(2, TokenCapacity.median(List.of(3.0, 1.0, 2.0)));
        assertEquals(2.5, TokenCapacity.median(List.of(4.0, 1.0, 2.0, 3.0)));
    }

    @Test
    void v1StepsByOneAndHoldsDuringATransition() {
        ScalingPolicy policy = policy(bounds(1, 9), "wva-v1");
        FleetObservation busy = at(0).allReady(2, KV, 0.78, WAITING, 1).see();
        assertEquals(3, targetAfter(policy.decide(busy), busy));

        var decision = policy.decide(at(60).allReady(2, KV, 0.78, WAITING, 1).starting(1).see());

        assertInstanceOf(Hold.class, decision);
        assertTrue(decision.reason().startsWith("in transition: 2 of 3 replicas ready"));
    }

    @Test
    void v1BlocksWhileAReplicaDoesNotReport() {
        ScalingPolicy policy = policy(bounds(1, 9), "wva-v1");

        var decision = policy.decide(at(0).ready(KV, 0.9, WAITING, 9).silent().see());

        assertTrue(decision.reason().startsWith("only 1 of 2 replicas report"), decision.reason());
    }

    @Test
    void v1LooksAtPeaksOfTheLastMinute() {
        ScalingPolicy policy = policy(bounds(1, 9), "wva-v1");
        policy.decide(at(0).allReady(2, KV, 0.1, WAITING, 2).see());
        policy.decide(at(30).allReady(2, KV, 0.78, WAITING, 2).see());
        FleetObservation calm = at(60).allReady(2, KV, 0.1, WAITING, 2).see();

        assertEquals(3, targetAfter(policy.decide(calm), calm));
    }

    @Test
    void abstainsWithoutMetrics() {
        assertInstanceOf(
                Abstain.class, policy(bounds(1, 9), "wva-v1").decide(at(0).silent().see()));
        assertInstanceOf(Abstain.class, v2().decide(at(0).silent().see()));
    }

    @Test
    void v2AddsAllThatIsShortAtOnce() {
        ScalingPolicy policy = v2();
        var load = new LoadView(0, 0, 10, 10, 10, 0, 5000, 1000, 0, 0, 0, 0);
        FleetObservation busy = at(0).ready(KV, 0.8, WAITING, 40).load(load).see();

        // In use 12,800 of capacity 12,800, queued 40 · 500: 32,800 / 0.85 = 38,588 is three more.
        assertEquals(4, targetAfter(policy.decide(busy), busy));
        assertEquals(32_800 / 12_800.0, policy.signal(), 1e-9);
    }

    @Test
    void v2RemovesOnlyWhatIsSpareAtTheLowerUtilization() {
        ScalingPolicy policy = v2();
        var load = new LoadView(0, 0, 10, 10, 10, 0, 5000, 1000, 0, 0, 0, 0);
        FleetObservation idle = at(0).allReady(4, KV, 0.2, WAITING, 0).load(load).see();

        // Demand 12,800; 4 · 12,800 − 12,800 / 0.7 leaves 2.57 replicas.
        assertEquals(2, targetAfter(policy.decide(idle), idle));
    }

    @Test
    void v2NeedsTheSizeOfTheKvCache() {
        var refused = assertThrows(PolicyException.class, () -> policy(bounds(1, 9), "wva-v2"));

        assertEquals("kv_tokens", refused.problems().getFirst().parameter());
    }

    private static ScalingPolicy v2() {
        PolicyContext context = bounds(1, 9).withEngine(new EngineFacts(256, 8192, 16_000L));
        return policy(context, "wva-v2");
    }

    private static Saturation saturation(double... kvThenQueue) {
        List<Load> loads = new ArrayList<>();
        for (int i = 0; i < kvThenQueue.length; i += 2) {
            loads.add(new Load(kvThenQueue[i], kvThenQueue[i + 1]));
        }
        return Saturation.of(loads, Thresholds.DEFAULT);
    }
}
