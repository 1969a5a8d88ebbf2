package io.spillway.policy.knative;

import static io.spillway.policy.FleetFixture.at;
import static io.spillway.policy.FleetFixture.targetAfter;
import static io.spillway.policy.Policies.bounds;
import static io.spillway.policy.Policies.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.policy.ScalingPolicy;

import org.junit.jupiter.api.Test;

import java.util.List;

class KpaPolicyTest {
    private static final String WAITING = "num_requests_waiting";
    private static final String RUNNING = "num_requests_running";

    @Test
    void dividesTheConcurrencyOfTheFleetByItsUtilisedTarget() {
        ScalingPolicy policy = policy(bounds(1, 9), "kpa", "target", 10);
        FleetObservation fleet = at(0).ready(WAITING, 10, RUNNING, 11).see();

        assertEquals(3, targetAfter(policy.decide(fleet), fleet));
        assertEquals(21, policy.signal());
    }

    @Test
    void countsWhatTheRouterHolds() {
        ScalingPolicy policy = policy(bounds(0, 9), "kpa", "target", 10);
        FleetObservation none =
                at(0).load(new LoadView(0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).target(0).see();

        assertEquals(2, targetAfter(policy.decide(none), none));
    }

    @Test
    void panicsOnABurstAndNeverFallsMeanwhile() {
        ScalingPolicy policy = policy(bounds(1, 30), "kpa", "target", 10);
        FleetObservation calm = at(0).ready(WAITING, 0, RUNNING, 1).see();
        policy.decide(calm);
        FleetObservation burst = at(5).ready(WAITING, 100, RUNNING, 10).see();
        assertEquals(16, targetAfter(policy.decide(burst), burst));
        FleetObservation after = at(10).allReady(16, WAITING, 0, RUNNING, 0).see();

        var decision = policy.decide(after);

        assertEquals(16, targetAfter(decision, after));
        assertTrue(decision.reason().contains(", panic"), decision.reason());
    }

    @Test
    void hardLimitCapsTheTarget() {
        ScalingPolicy policy = policy(bounds(1, 9), "kpa", "container_concurrency", 10);
        FleetObservation fleet = at(0).ready(WAITING, 10, RUNNING, 11).see();

        assertEquals(3, targetAfter(policy.decide(fleet), fleet));
    }

    @Test
    void abstainsOnlyWhenTheWindowHoldsNothing() {
        ScalingPolicy policy = policy(bounds(1, 9), "kpa", "target", 10);
        assertEquals(
                new Abstain(List.of("num_requests_waiting + num_requests_running of r-1")),
                policy.decide(at(0).silent().see()));
        policy.decide(at(5).ready(WAITING, 0, RUNNING, 1).see());

        assertTrue(policy.decide(at(10).silent().see()).reason().startsWith("concurrency"));
        assertInstanceOf(Abstain.class, policy.decide(at(100).silent().see()));
    }

    @Test
    void goesToZeroAfterTheGracePeriod() {
        ScalingPolicy policy = policy(bounds(0, 9), "kpa", "target", 10);
        FleetObservation first = at(0).ready(WAITING, 0, RUNNING, 0).see();
        assertEquals(1, targetAfter(policy.decide(first), first));
        FleetObservation later = at(30).ready(WAITING, 0, RUNNING, 0).see();

        assertEquals(0, targetAfter(policy.decide(later), later));
    }

    @Test
    void readsAMetricOfTheFleetAsItIs() {
        ScalingPolicy policy =
                policy(
                        bounds(1, 9),
                        "kpa",
                        "metric",
                        "offered_rate",
                        "target",
                        200,
                        "target_utilization_percentage",
                        100);
        FleetObservation fleet =
                at(0).ready().load(new LoadView(0, 0, 401, 0, 0, 0, 0, 0, 0, 0, 0, 0)).see();

        assertEquals(3, targetAfter(policy.decide(fleet), fleet));
    }
}
