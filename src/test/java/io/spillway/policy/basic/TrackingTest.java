package io.spillway.policy.basic;

import static io.spillway.policy.FleetFixture.at;
import static io.spillway.policy.FleetFixture.targetAfter;
import static io.spillway.policy.Policies.bounds;
import static io.spillway.policy.Policies.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.policy.FleetFixture;
import io.spillway.policy.PolicyException;
import io.spillway.policy.ScalingPolicy;

import org.junit.jupiter.api.Test;

import java.util.Map;

class TrackingTest {
    private static final String KV = "kv_cache_usage_perc";
    private static final String WAITING = "num_requests_waiting";

    private static int after(ScalingPolicy policy, FleetFixture fixture) {
        FleetObservation fleet = fixture.see();
        return targetAfter(policy.decide(fleet), fleet);
    }

    @Test
    void kvUsageTracksItsTargetWithATolerance() {
        ScalingPolicy policy = policy(bounds(1, 9), "kv-usage", "target", 0.5);

        assertEquals(2, after(policy, at(0).allReady(2, KV, 0.55)));
        assertEquals(3, after(policy, at(5).allReady(2, KV, 0.6)));
    }

    @Test
    void trackingNeverGrowsByMoreThanItsBound() {
        ScalingPolicy policy = policy(bounds(1, 99), "composite", "max_growth", 3);

        assertEquals(6, after(policy, at(0).allReady(2, KV, 0.1, WAITING, 500)));
    }

    @Test
    void compositeIsTheWorseOfQueueAndCache() {
        ScalingPolicy policy = policy(bounds(1, 9), "composite");

        policy.decide(at(0).ready(WAITING, 3, KV, 0.4).ready(WAITING, 6, KV, 0.9).see());
        assertEquals((0.6 + 1.2) / 2, policy.signal(), 1e-9);
    }

    @Test
    void trackingShrinksToTheHighestWishOfItsWindow() {
        ScalingPolicy policy =
                policy(bounds(1, 9), "kv-usage", "target", 0.5, "scale_in_window", "20s");
        assertEquals(4, after(policy, at(0).allReady(4, KV, 0.5)));
        assertEquals(4, after(policy, at(5).allReady(4, KV, 0.3)));
        assertEquals(3, after(policy, at(20).allReady(4, KV, 0.1)));
        assertEquals(1, after(policy, at(40).allReady(3, KV, 0.1)));
    }

    @Test
    void trackingNeverShrinksOnAnIncompleteValue() {
        ScalingPolicy policy = policy(bounds(1, 9), "kv-usage", "scale_in_window", 0);

        assertEquals(3, after(policy, at(0).allReady(2, KV, 0.1).silent()));
    }

    @Test
    void throughputDividesTheRateByWhatOneReplicaDoes() {
        ScalingPolicy policy = policy(bounds(1, 9), "throughput", "target", 100);
        var load = new LoadView(0, 0, 0, 0, 0, 0, 0, 250, 0, 0, 0, 0);

        assertEquals(3, after(policy, at(0).allReady(2).load(load)));
    }

    @Test
    void formulaKnowsThreeLaws() {
        for (var expected : Map.of("ratio", 4, "absolute", 2, "replicas", 4).entrySet()) {
            ScalingPolicy policy =
                    policy(
                            bounds(1, 9),
                            "formula",
                            "formula",
                            "avg(num_requests_waiting)",
                            "law",
                            expected.getKey(),
                            "target",
                            expected.getKey().equals("absolute") ? 2.5 : 2);
            assertEquals(
                    expected.getValue(),
                    after(policy, at(0).allReady(2, WAITING, 4)),
                    expected.getKey());
        }
    }

    @Test
    void formulaWithAMistakeNamesItsPosition() {
        var refused =
                assertThrows(
                        PolicyException.class,
                        () -> policy(bounds(1, 9), "formula", "formula", "sum(x"));

        assertTrue(refused.getMessage().contains("position 6: ')' is missing"));
    }
}
