package io.spillway.policy.kubernetes;

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
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.policy.FleetFixture;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.kubernetes.KedaActivation.Trigger;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

class KedaPolicyTest {
    private static final String WAITING = "num_requests_waiting";
    private static final long SECOND = 1_000_000_000L;

    @Test
    void fallbackTestGoStaticReplicas() {
        var fallback = new KedaFallback(3, 10, "static");
        FleetObservation fleet = at(0).allReady(2).see();
        for (int failure = 1; failure <= 3; failure++) {
            assertEquals(OptionalDouble.empty(), fallback.failed(10, true, fleet));
        }

        assertEquals(OptionalDouble.of(100), fallback.failed(10, true, fleet));
        assertEquals(OptionalDouble.of(50), fallback.failed(10, false, fleet));
    }

    @Test
    void aSuccessForgivesFailures() {
        var fallback = new KedaFallback(1, 10, "static");
        FleetObservation fleet = at(0).allReady(2).see();
        fallback.failed(10, true, fleet);
        fallback.succeeded();

        assertEquals(OptionalDouble.empty(), fallback.failed(10, true, fleet));
    }

    @Test
    void fallbackBehaviorsCompareWithTheCurrentReplicas() {
        FleetObservation five = at(0).allReady(5).see();
        for (var expected :
                Map.of(
                                "static", 30.0,
                                "currentReplicas", 50.0,
                                "currentReplicasIfHigher", 50.0,
                                "currentReplicasIfLower", 30.0)
                        .entrySet()) {
            var fallback = new KedaFallback(0, 3, expected.getKey());
            assertEquals(expected.getValue(), fallback.failed(10, true, five).orElseThrow());
        }
    }

    @Test
    void fallbackScalesToItsReplicasWhenTheQueryKeepsFailing() {
        ScalingPolicy policy =
                policy(
                        bounds(1, 9),
                        "keda",
                        "ignore_null_values",
                        false,
                        "fallback",
                        Map.of("failure_threshold", 1, "replicas", 3));

        assertInstanceOf(Abstain.class, policy.decide(at(0).silent().see()));
        FleetObservation later = at(15).silent().see();
        assertEquals(3, targetAfter(policy.decide(later), later));
    }

    @Test
    void emptyAnswerIsZeroUnlessNullsAreErrors() {
        FleetObservation gap = at(0).silent().silent().see();
        ScalingPolicy ignoring = policy(bounds(1, 9), "keda", "downscale_stabilization", 0);
        ScalingPolicy strict =
                policy(
                        bounds(1, 9),
                        "keda",
                        "ignore_null_values",
                        false,
                        "downscale_stabilization",
                        0);

        assertEquals(1, targetAfter(ignoring.decide(gap), gap));
        assertInstanceOf(Abstain.class, strict.decide(gap));
    }

    @Test
    void unaggregatedQueryFailsFromTheSecondReplicaOn() {
        ScalingPolicy policy = policy(bounds(1, 9), "keda", "metric", WAITING);
        FleetObservation one = at(0).ready(WAITING, 10).see();

        assertEquals(2, targetAfter(policy.decide(one), one));
        assertEquals(
                new Abstain(List.of("one series: num_requests_waiting returned 2 elements")),
                policy.decide(at(15).allReady(2, WAITING, 10).see()));
    }

    @Test
    void activationIsStrictlyAboveItsThreshold() {
        for (int held : List.of(3, 4)) {
            ScalingPolicy policy =
                    policy(bounds(0, 9), "keda", "metric", "held", "activation_threshold", 3);
            FleetObservation none = holding(0, held);

            assertEquals(held > 3 ? 1 : 0, targetAfter(policy.decide(none), none));
        }
    }

    @Test
    void goesToZeroOnlyAfterTheCooldown() {
        ScalingPolicy policy =
                policy(bounds(0, 9), "keda", "metric", "in_flight", "cooldown_period", "60s");
        FleetObservation busy = at(0).ready().load(inFlight(1)).see();
        policy.decide(busy);
        FleetObservation idle = at(60).ready().load(inFlight(0)).see();
        assertEquals(1, targetAfter(policy.decide(idle), idle));
        FleetObservation later = at(90).ready().load(inFlight(0)).see();

        assertEquals(0, targetAfter(policy.decide(later), later));
    }

    @Test
    void neverCoolsDownBetweenOneAndMany() {
        ScalingPolicy policy =
                policy(bounds(1, 9), "keda", "downscale_stabilization", 0, "metric", "in_flight");
        FleetObservation idle = at(0).allReady(5).load(inFlight(0)).see();

        assertEquals(1, targetAfter(policy.decide(idle), idle));
    }

    @Test
    void errorHoldsTheActivationLoop() {
        var activation = new KedaActivation(new KedaActivation.Settings(0, null, 60 * SECOND, 0));

        assertEquals(3, activation.next(0, 3, Trigger.ERROR));
    }

    @Test
    void idleReplicasApplyWhileInactive() {
        var activation = new KedaActivation(new KedaActivation.Settings(4, 1, 60 * SECOND, 0));

        assertEquals(4, activation.next(0, 1, Trigger.ACTIVE));
        assertEquals(4, activation.next(60 * SECOND, 4, Trigger.INACTIVE));
        assertEquals(1, activation.next(61 * SECOND, 4, Trigger.INACTIVE));
        assertEquals(1, activation.next(90 * SECOND, 1, Trigger.INACTIVE));
    }

    @Test
    void neverActiveWaitsForTheInitialCooldown() {
        var activation =
                new KedaActivation(new KedaActivation.Settings(0, null, 300 * SECOND, 10 * SECOND));

        assertEquals(2, activation.next(0, 2, Trigger.INACTIVE));
        assertEquals(0, activation.next(11 * SECOND, 2, Trigger.INACTIVE));
    }

    @Test
    void pollsActivationLessOftenThanTheAutoscalerSyncs() {
        ScalingPolicy policy = policy(bounds(0, 9), "keda", "metric", "held");
        policy.decide(holding(0, 0));

        assertInstanceOf(Hold.class, policy.decide(holding(15, 5)));
        assertTrue(policy.decide(holding(30, 5)).reason().startsWith("active: 5.0 > 0.0"));
    }

    private static FleetObservation holding(double seconds, int held) {
        return at(seconds)
                .load(new LoadView(0, held, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .target(0)
                .see();
    }

    private static LoadView inFlight(int count) {
        return new LoadView(count, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void fixtureHasNoReplicasAtZero() {
        assertEquals(0, FleetFixture.at(0).target(0).see().current());
    }
}
