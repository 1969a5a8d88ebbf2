package io.spillway.policy.basic;

import static io.spillway.policy.FleetFixture.at;
import static io.spillway.policy.Policies.bounds;
import static io.spillway.policy.Policies.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.LoadView;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.EngineFacts;
import io.spillway.policy.FleetFixture;
import io.spillway.policy.PolicyException;
import io.spillway.policy.ScalingPolicy;

import org.junit.jupiter.api.Test;

import java.util.List;

class QueueThresholdTest {
    private static final String WAITING = "num_requests_waiting";
    private static final String RUNNING = "num_requests_running";
    private static final String KV = "kv_cache_usage_perc";

    private static ScalingPolicy queue(Object... parameters) {
        return policy(bounds(1, 4), "queue-threshold", parameters);
    }

    private static ScalingDecision decide(ScalingPolicy policy, FleetFixture fleet) {
        return policy.decide(fleet.see());
    }

    private static FleetFixture waiting(double seconds, double... perReplica) {
        FleetFixture fleet = at(seconds);
        for (double value : perReplica) {
            fleet.ready(WAITING, value);
        }
        return fleet;
    }

    @Test
    void scalesOutAtTheSecondBreachInARow() {
        ScalingPolicy policy = queue();

        assertEquals(
                new Hold("threshold exceeded (1/2): num_requests_waiting 5.0 >= 1.0"),
                decide(policy, waiting(5, 5)));
        assertEquals(
                new ScaleTo(2, "threshold exceeded (2/2): num_requests_waiting 7.0 >= 1.0"),
                decide(policy, waiting(10, 7)));
        assertEquals(7, policy.signal());
    }

    @Test
    void breachesAtTheThresholdItself() {
        assertTrue(decide(queue(), waiting(5, 1)).reason().startsWith("threshold exceeded (1/2)"));
        assertEquals(new Hold("num_requests_waiting 0.0 < 1.0"), decide(queue(), waiting(5, 0)));
    }

    @Test
    void calmCheckClearsConsecutiveCountButNotTotal() {
        ScalingPolicy inARow = queue();
        ScalingPolicy total = queue("total", 2);
        for (ScalingPolicy policy : List.of(inARow, total)) {
            decide(policy, waiting(5, 5));
            decide(policy, waiting(10, 0));
        }

        assertInstanceOf(Hold.class, decide(inARow, waiting(15, 5)));
        assertInstanceOf(ScaleTo.class, decide(total, waiting(15, 5)));
    }

    @Test
    void abstainedCheckNeitherCountsNorClears() {
        ScalingPolicy policy = queue();
        decide(policy, waiting(5, 5));

        assertEquals(
                new Abstain(List.of("num_requests_waiting of r-1")),
                decide(policy, at(10).silent()));
        assertInstanceOf(ScaleTo.class, decide(policy, waiting(15, 5)));
    }

    @Test
    void countClearsAfterADecision() {
        ScalingPolicy policy = queue("total", 2);
        decide(policy, waiting(5, 5));
        decide(policy, waiting(10, 5));

        assertTrue(
                decide(policy, waiting(15, 5, 5)).reason().startsWith("threshold exceeded (1/2)"));
    }

    @Test
    void holdsAndClearsTheCountWhileAReplicaStarts() {
        ScalingPolicy policy = queue();
        decide(policy, waiting(5, 5));

        assertEquals(
                new Hold("waiting for 1 replica to become ready"),
                decide(policy, waiting(10, 5).starting(1)));
        assertTrue(
                decide(policy, waiting(15, 5, 5)).reason().startsWith("threshold exceeded (1/2)"));
    }

    @Test
    void countsOnWhileAReplicaStartsWhenToldTo() {
        ScalingPolicy policy = queue("wait_for_ready", false, "step", 2);
        decide(policy, waiting(5, 5).starting(1));

        assertEquals(
                4,
                FleetFixture.targetAfter(
                        decide(policy, waiting(10, 5).starting(1)), at(0).allReady(2).see()));
    }

    @Test
    void aggregatesOverFreshSamplesOnly() {
        for (var expected :
                List.of(List.of("max", 6.0), List.of("sum", 8.0), List.of("mean", 4.0))) {
            ScalingPolicy policy = queue("aggregate", expected.getFirst());
            decide(policy, waiting(5, 2, 6).silent());
            assertEquals(expected.get(1), policy.signal());
        }
    }

    @Test
    void neverExceedsTheMaximum() {
        ScalingPolicy policy = queue("step", 3);
        decide(policy, waiting(5, 9, 9));

        assertEquals(4, ((ScaleTo) decide(policy, waiting(10, 9, 9))).replicas());
        assertTrue(
                decide(policy, waiting(15, 9, 9, 9, 9))
                        .reason()
                        .startsWith("at the maximum of 4 replicas"));
    }

    @Test
    void breachesDoNotCountWhileCoolingDown() {
        ScalingPolicy policy = queue("scale_out_cooldown", "30s", "consecutive", 1);
        decide(policy, waiting(0, 5));

        assertTrue(decide(policy, waiting(25, 5, 5)).reason().startsWith("cooling down for 5.0 s"));
        assertInstanceOf(ScaleTo.class, decide(policy, waiting(30, 5, 5)));
    }

    @Test
    void scalesInAfterQuietWhenTheOthersHaveRoom() {
        ScalingPolicy policy =
                policy(
                        bounds(1, 4).withEngine(new EngineFacts(16, null, null)),
                        "queue-threshold",
                        "quiet",
                        "10s");
        Object[] busy = {WAITING, 0, RUNNING, 6, KV, 0.1};
        Object[] idle = {WAITING, 0, RUNNING, 5, KV, 0.1};

        assertInstanceOf(Hold.class, decide(policy, at(0).allReady(2, busy)));
        assertEquals(
                new Hold(
                        "num_requests_waiting 0.0 < 1.0, no scale-in: running would be 12.0 a"
                                + " replica, limit 11.2"),
                decide(policy, at(10).allReady(2, busy)));
        assertEquals(
                new ScaleTo(1, "nothing waited for 15.0 s"),
                decide(policy, at(15).allReady(2, idle)));
    }

    @Test
    void kvUsageGuardsScaleIn() {
        ScalingPolicy policy = queue("quiet", 0);

        assertInstanceOf(Hold.class, decide(policy, at(5).allReady(3, WAITING, 0, KV, 0.5)));
        assertEquals(
                2, ((ScaleTo) decide(policy, at(10).allReady(3, WAITING, 0, KV, 0.4))).replicas());
    }

    @Test
    void withoutGuardQuietAloneScalesIn() {
        ScalingPolicy policy = queue("quiet", 0, "guard", "none");

        assertInstanceOf(ScaleTo.class, decide(policy, at(5).allReady(3, WAITING, 0, KV, 0.99)));
    }

    @Test
    void quietMustBeSeenOnEveryReplica() {
        ScalingPolicy policy = queue("quiet", "10s");
        decide(policy, waiting(0, 0, 0));
        decide(policy, waiting(5, 0).silent());

        assertInstanceOf(Hold.class, decide(policy, waiting(10, 0, 0)));
        assertInstanceOf(ScaleTo.class, decide(policy, waiting(20, 0, 0)));
    }

    @Test
    void heldRequestsAreNotQuiet() {
        var held = new LoadView(0, 3, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1);

        assertInstanceOf(Hold.class, decide(queue("quiet", 0), waiting(5, 0, 0).load(held)));
    }

    @Test
    void scaleInKeepsItsCooldownAfterAScaleOut() {
        ScalingPolicy policy = queue("quiet", 0, "scale_in_cooldown", 30, "consecutive", 1);
        decide(policy, waiting(0, 5));

        assertTrue(decide(policy, waiting(10, 0, 0)).reason().contains("cooling down for 20.0 s"));
        assertInstanceOf(ScaleTo.class, decide(policy, waiting(30, 0, 0)));
    }

    @Test
    void neverScalesInWhenSwitchedOff() {
        assertInstanceOf(
                Hold.class, decide(queue("quiet", 0, "scale_in", false), waiting(5, 0, 0)));
    }

    @Test
    void refusesConsecutiveTogetherWithTotal() {
        var refused =
                assertThrows(PolicyException.class, () -> queue("consecutive", 2, "total", 3));

        assertEquals(
                "policy queue-threshold: total is 3, allowed: either consecutive or total",
                refused.getMessage());
    }
}
