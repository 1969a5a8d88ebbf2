package io.spillway.policy.decorator;

import static io.spillway.policy.FleetFixture.at;
import static io.spillway.policy.Policies.bounds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.FleetFixture;
import io.spillway.policy.Policies;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyException;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.StepSettings;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decorators around a policy that asks for as many replicas as there are requests in flight. */
class DecoratorTest {

    private static ScalingPolicy decorated(Object... decorators) {
        return decorated(bounds(1, 100), decorators);
    }

    private static ScalingPolicy decorated(PolicyContext context, Object... decorators) {
        return Policies.policy(
                context,
                "formula",
                "formula",
                "in_flight",
                "law",
                "replicas",
                "max_growth",
                1000,
                "scale_in_window",
                0,
                "decorators",
                List.of(decorators));
    }

    /** The targets after wishes at the given seconds, from a target of {@code from}. */
    private static List<Integer> path(ScalingPolicy policy, int from, int... secondsAndWishes) {
        List<Integer> path = new ArrayList<>();
        int target = from;
        for (int i = 0; i < secondsAndWishes.length; i += 2) {
            FleetObservation fleet = wish(secondsAndWishes[i], secondsAndWishes[i + 1], target);
            target = FleetFixture.targetAfter(policy.decide(fleet), fleet);
            path.add(target);
        }
        return path;
    }

    private static FleetObservation wish(int seconds, int replicas, int target) {
        var load = new LoadView(replicas, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        return at(seconds).allReady(target).load(load).see();
    }

    @Test
    void clampKeepsTheTargetWithinBoundsOfItsOwn() {
        ScalingPolicy policy = decorated(Map.of("type", "clamp", "min", 2, "max", 6));

        assertEquals(List.of(6, 2), path(policy, 3, 0, 50, 5, 1));
    }

    @Test
    void boundsOfTheFleetHoldEvenWithoutAnyInput() {
        ScalingPolicy policy = Policies.policy(bounds(3, 9), "hpa-pods");

        assertEquals(
                new ScaleTo(3, "bounds of the autoscaler"), policy.decide(at(0).silent().see()));
        ScalingDecision decision =
                Policies.policy(bounds(3, 9), "queue-threshold").decide(at(0).silent().see());
        assertEquals(3, ((ScaleTo) decision).replicas());
        assertTrue(decision.reason().endsWith("(kept to the minimum of 3)"), decision.reason());
    }

    @Test
    void aDecisionForThePresentTargetIsAHold() {
        assertInstanceOf(
                Hold.class,
                Policies.policy(bounds(1, 9), "static", "replicas", 20)
                        .decide(at(0).allReady(9).see()));
    }

    @Test
    void cooldownHoldsScaleInAfterAnyScalingAndScaleOutAfterScaleOut() {
        ScalingPolicy policy =
                decorated(Map.of("type", "cooldown", "scale_out", "10s", "scale_in", "20s"));

        assertEquals(
                List.of(4, 4, 5, 5, 2, 6), path(policy, 3, 0, 4, 5, 5, 10, 5, 25, 2, 30, 2, 35, 6));
    }

    @Test
    void stabiliseKeepsTheHighestWishOfTheWindowOnTheWayDown() {
        ScalingPolicy policy = decorated(Map.of("type", "stabilise", "scale_in", "30s"));

        assertEquals(
                List.of(8, 8, 8, 8, 5, 3),
                path(policy, 3, 0, 8, 10, 5, 15, 3, 25, 3, 30, 3, 40, 3));
    }

    @Test
    void rateLimitCountsWithinItsPeriod() {
        ScalingPolicy policy =
                decorated(Map.of("type", "rate-limit", "out_pods", 2, "period", "20s"));

        assertEquals(List.of(3, 3, 5, 1), path(policy, 1, 0, 9, 10, 9, 20, 9, 25, 1));
    }

    @Test
    void toleranceIgnoresSmallChanges() {
        ScalingPolicy policy = decorated(Map.of("type", "tolerance", "scale_out", 0.2));

        assertEquals(List.of(10, 13, 13, 11), path(policy, 10, 0, 12, 5, 13, 10, 12, 15, 11));
    }

    @Test
    void scheduleOverlayBoundsByTheTimeOfTheRun() {
        ScalingPolicy policy =
                decorated(
                        Map.of(
                                "type",
                                "schedule-overlay",
                                "entries",
                                List.of(
                                        Map.of("at", "10s", "min_replicas", 4),
                                        Map.of("at", "20s", "max_replicas", 2))));

        assertEquals(List.of(1, 4, 6, 2), path(policy, 3, 0, 1, 10, 1, 15, 6, 20, 6));
    }

    @Test
    void scaleInCanBeSwitchedOffForEveryPolicy() {
        PolicyContext noScaleIn =
                bounds(1, 100).withSteps(StepSettings.DEFAULTS.withScaleIn(false));

        assertEquals(List.of(5, 5), path(decorated(noScaleIn), 3, 0, 5, 5, 1));
    }

    @Test
    void decoratorsApplyFromTheInsideOut() {
        ScalingPolicy policy =
                decorated(
                        Map.of("type", "rate-limit", "out_pods", 1),
                        Map.of("type", "clamp", "min", 7, "max", 9));

        assertEquals(List.of(7), path(policy, 3, 0, 20));
    }

    @Test
    void abstentionPassesThroughEveryDecorator() {
        for (Decorators.Type type : Decorators.ALL) {
            Map<String, Object> entry =
                    switch (type.name()) {
                        case "clamp" -> Map.of("type", "clamp", "max", 9);
                        case "schedule-overlay" ->
                                Map.of(
                                        "type",
                                        "schedule-overlay",
                                        "entries",
                                        List.of(Map.of("at", 0, "max_replicas", 9)));
                        default -> Map.of("type", type.name());
                    };
            ScalingPolicy policy =
                    Policies.policy(bounds(1, 9), "kv-usage", "decorators", List.of(entry));

            assertInstanceOf(Abstain.class, policy.decide(at(0).silent().see()), type.name());
        }
    }

    @Test
    void unknownDecoratorsAndParametersAreRefused() {
        assertThrows(PolicyException.class, () -> decorated(Map.of("type", "dampen")));
        assertThrows(PolicyException.class, () -> decorated("clamp"));
        assertTrue(
                assertThrows(
                                PolicyException.class,
                                () -> decorated(Map.of("type", "cooldown", "scale_inn", 1)))
                        .getMessage()
                        .endsWith("did you mean scale_in?"));
    }

    @Test
    void lateTimersAreOnTheGridOfChecks() {
        ScalingPolicy policy =
                decorated(Map.of("type", "cooldown", "scale_out", "30s", "scale_in", 0));
        assertEquals(List.of(4), path(policy, 3, 0, 4));
        var load = new LoadView(9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        ScalingDecision early = policy.decide(FleetFixture.at(29.999).allReady(4).load(load).see());

        assertEquals(9, ((ScaleTo) early).replicas());
    }
}
