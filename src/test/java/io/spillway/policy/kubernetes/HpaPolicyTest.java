package io.spillway.policy.kubernetes;

import static io.spillway.policy.FleetFixture.at;
import static io.spillway.policy.FleetFixture.targetAfter;
import static io.spillway.policy.Policies.bounds;
import static io.spillway.policy.Policies.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.FleetFixture;
import io.spillway.policy.PolicyException;
import io.spillway.policy.ScalingPolicy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class HpaPolicyTest {
    private static final String WAITING = "num_requests_waiting";

    @Test
    void evaluatesOncePerSyncPeriod() {
        ScalingPolicy policy = policy(bounds(1, 9), "hpa-pods", "target", 5);

        assertEquals(2, scaled(policy, at(5).ready(WAITING, 10).see()));
        assertEquals(
                new Hold("next evaluation in 5.0 s"),
                policy.decide(at(15).ready(WAITING, 10).starting(1).see()));
        assertTrue(
                policy.decide(at(20).ready(WAITING, 10).starting(1).see())
                        .reason()
                        .startsWith("average num_requests_waiting 10.0, target 5.0"));
        assertEquals(10, policy.signal());
    }

    @Test
    void podsThatStartCountAsZeroOnTheWayUp() {
        ScalingPolicy policy = policy(bounds(1, 9), "hpa-pods", "target", 5);

        assertInstanceOf(Hold.class, policy.decide(at(5).ready(WAITING, 10).starting(1).see()));
    }

    @Test
    void runningPodsWithoutASampleCountAsOnTargetOnTheWayDown() {
        for (String starting : List.of("unready", "missing")) {
            ScalingPolicy policy =
                    policy(
                            bounds(1, 9),
                            "hpa-pods",
                            "target",
                            10,
                            "starting",
                            starting,
                            "downscale_stabilization",
                            0);
            FleetObservation fleet = at(5).allReady(2, WAITING, 2).starting(2).see();

            assertEquals(starting.equals("unready") ? 1 : 3, scaled(policy, fleet));
        }
    }

    @Test
    void noPodWithASampleMeansNoScaling() {
        ScalingPolicy policy = policy(bounds(1, 9), "hpa-pods");

        assertEquals(
                new Abstain(List.of(WAITING + " of r-1")), policy.decide(at(5).silent().see()));
    }

    @Test
    void averageValueAndValueReadTheFleetsTotal() {
        FleetObservation fleet = at(5).allReady(2, WAITING, 6).see();

        assertEquals(3, scaled(policy(bounds(1, 9), "hpa-external-average", "target", 5), fleet));
        assertEquals(5, scaled(policy(bounds(1, 9), "hpa-external-value", "target", 5), fleet));
    }

    @Test
    void aQueueAloneIsALimitCycleWithoutItsWindow() {
        List<Integer> path = new ArrayList<>();
        for (double[] replicasAndWaiting : new double[][] {{1, 12}, {3, 1}, {3, 0}}) {
            ScalingPolicy policy =
                    policy(
                            bounds(1, 9),
                            "hpa-external-average",
                            "target",
                            5,
                            "downscale_stabilization",
                            0);
            FleetFixture fleet =
                    at(0).allReady((int) replicasAndWaiting[0], WAITING, replicasAndWaiting[1]);
            path.add(targetAfter(policy.decide(fleet.see()), fleet.see()));
        }

        assertEquals(List.of(3, 1, 1), path);
    }

    @Test
    void behaviourIsReadFromTheSpec() {
        var behavior =
                Map.of(
                        "scale_up",
                        Map.of(
                                "policies",
                                List.of(
                                        Map.of(
                                                "type", "Pods",
                                                "value", 1,
                                                "period_seconds", 60))));
        ScalingPolicy policy =
                policy(bounds(1, 9), "hpa-external-average", "target", 1, "behavior", behavior);

        assertEquals(2, scaled(policy, at(0).ready(WAITING, 9).see()));
        assertInstanceOf(Hold.class, policy.decide(at(15).ready(WAITING, 9).starting(1).see()));
        assertEquals(3, scaled(policy, at(60).ready(WAITING, 9).starting(1).see()));
    }

    @Test
    void mistakesInTheBehaviourAreNamed() {
        var behavior = Map.of("scale_up", Map.of("select_policy", "Mx"));
        var refused =
                assertThrows(
                        PolicyException.class,
                        () -> policy(bounds(1, 9), "hpa-pods", "behavior", behavior));

        assertEquals(
                "policy hpa-pods behavior scale_up: select_policy is \"Mx\", allowed: one of Max,"
                        + " Min, Disabled; did you mean Max?",
                refused.getMessage());
    }

    @Test
    void externalMetricMustBeOneValue() {
        var refused =
                assertThrows(
                        PolicyException.class,
                        () -> policy(bounds(1, 9), "hpa-external-average", "metric", WAITING));

        assertTrue(refused.getMessage().contains("one value for the fleet"));
    }

    private static int scaled(ScalingPolicy policy, FleetObservation observation) {
        var decision = policy.decide(observation);
        assertInstanceOf(ScaleTo.class, decision, decision.reason());
        return targetAfter(decision, observation);
    }
}
