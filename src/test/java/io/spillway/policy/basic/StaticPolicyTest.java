package io.spillway.policy.basic;

import static io.spillway.policy.FleetFixture.at;
import static io.spillway.policy.Policies.bounds;
import static io.spillway.policy.Policies.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;

import org.junit.jupiter.api.Test;

class StaticPolicyTest {

    @Test
    void asksForItsNumberUntilItHasIt() {
        var policy = policy(bounds(1, 9), "static", "replicas", 4);

        assertEquals(new ScaleTo(4, "static: 4"), policy.decide(at(0).ready().see()));
        assertEquals(new Hold("static"), policy.decide(at(5).allReady(4).see()));
    }

    @Test
    void isTheMinimumWithoutANumber() {
        var policy = policy(bounds(2, 9), "static");

        assertEquals(new ScaleTo(2, "static: 2"), policy.decide(at(0).allReady(5).see()));
    }
}
