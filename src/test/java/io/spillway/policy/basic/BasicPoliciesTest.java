package io.spillway.policy.basic;

import static io.spillway.policy.FleetFixture.at;
import static io.spillway.policy.FleetFixture.targetAfter;
import static io.spillway.policy.Policies.bounds;
import static io.spillway.policy.Policies.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.ScalingDecision;
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

class BasicPoliciesTest {
    private static final String KV = "kv_cache_usage_perc";

    private static int after(ScalingPolicy policy, FleetFixture fixture) {
        FleetObservation fleet = fixture.see();
        return targetAfter(policy.decide(fleet), fleet);
    }

    @Test
    void scheduleFollowsTheTimeOfTheRunAndRepeats() {
        var entries =
                List.of(Map.of("at", "10s", "replicas", 3), Map.of("at", "20s", "replicas", 5));
        ScalingPolicy once = policy(bounds(1, 9), "schedule", "entries", entries);
        ScalingPolicy daily = policy(bounds(1, 9), "schedule", "entries", entries, "repeat", "30s");
        List<Integer> path = new ArrayList<>();
        List<Integer> repeated = new ArrayList<>();
        for (int seconds = 0; seconds <= 40; seconds += 10) {
            path.add(after(once, at(seconds).allReady(2)));
            repeated.add(after(daily, at(seconds).allReady(2)));
        }

        assertEquals(List.of(2, 3, 5, 5, 5), path);
        assertEquals(List.of(5, 3, 5, 5, 3), repeated);
    }

    @Test
    void scheduleRefusesEntriesOutOfOrder() {
        var entries =
                List.of(Map.of("at", "20s", "replicas", 3), Map.of("at", "10s", "replicas", 5));

        assertThrows(
                PolicyException.class, () -> policy(bounds(1, 9), "schedule", "entries", entries));
    }

    @Test
    void thresholdStepActsOnTheMeanOfItsIntervalWithHysteresis() {
        ScalingPolicy policy = policy(bounds(1, 9), "threshold-step");

        assertEquals(3, after(policy, at(0).allReady(2, KV, 0.95)));
        assertEquals(3, after(policy, at(30).allReady(3, KV, 0.7)));
        assertEquals(3, after(policy, at(60).allReady(3, KV, 0.4)), "it has just grown");
        assertEquals(2, after(policy, at(90).allReady(3, KV, 0.4)));
        after(policy, at(100).allReady(2, KV, 1));
        assertEquals(2, after(policy, at(120).allReady(2, KV, 0.7)), "mean 0.85");
    }

    @Test
    void thresholdStepNeverScalesInBlindOrInTransition() {
        ScalingPolicy policy = policy(bounds(1, 9), "threshold-step");

        assertEquals(2, after(policy, at(0).ready(KV, 0.1).silent()));
        assertEquals(2, after(policy, at(30).ready(KV, 0.1).starting(1)));
        assertEquals(1, after(policy, at(60).allReady(2, KV, 0.1)));
    }

    @Test
    void thresholdStepRefusesABandUpsideDown() {
        assertThrows(
                PolicyException.class,
                () -> policy(bounds(1, 9), "threshold-step", "scale_in_below", 0.95));
    }

    private static FleetFixture engines(double seconds, double... ttftThenItl) {
        FleetFixture fleet = at(seconds);
        for (int i = 0; i < ttftThenItl.length; i += 2) {
            fleet.ready(
                    "time_to_first_token_seconds_sum",
                    seconds * ttftThenItl[i],
                    "time_to_first_token_seconds_count",
                    seconds,
                    "inter_token_latency_seconds_sum",
                    seconds * ttftThenItl[i + 1],
                    "inter_token_latency_seconds_count",
                    seconds);
        }
        return fleet;
    }

    private static ScalingPolicy sloStep() {
        ScalingPolicy policy = policy(bounds(1, 9), "slo-step", "load_min_observations", 1);
        policy.decide(engines(0, 0, 0, 0, 0).see());
        return policy;
    }

    @Test
    void sloStepGrowsOnlyWhenAllEnginesMiss() {
        assertEquals(3, after(sloStep(), engines(5, 0.6, 0.01, 0.7, 0.01)));
        assertEquals(3, after(sloStep(), engines(5, 0.1, 0.06, 0.1, 0.07)));
        assertEquals(2, after(sloStep(), engines(5, 0.6, 0.01, 0.45, 0.07)));
    }

    @Test
    void sloStepShrinksOnlyWhenAllAreBelowTheShareOfBoth() {
        assertEquals(1, after(sloStep(), engines(5, 0.3, 0.03, 0.39, 0.02)));
        assertEquals(2, after(sloStep(), engines(5, 0.3, 0.03, 0.41, 0.02)));
        assertEquals(2, after(sloStep(), engines(5, 0.3, 0.03, 0.3, 0.045)));
    }

    @Test
    void sloStepWaitsForItsObservationsAndForTheLastStep() {
        ScalingPolicy policy = policy(bounds(1, 9), "slo-step", "load_min_observations", 2);
        policy.decide(engines(0, 0, 0).see());

        assertEquals(1, after(policy, engines(5, 1, 0.01)));
        assertEquals(2, after(policy, engines(10, 1, 0.01).starting(1)));
        assertEquals(2, after(policy, engines(15, 1, 0.01)));
    }

    @Test
    void sloStepAbstainsWhileAnEngineIsNotKnown() {
        ScalingPolicy policy = sloStep();

        assertInstanceOf(Abstain.class, policy.decide(engines(5, 1, 1).silent().see()));
    }

    @Test
    void anIdleEngineIsBelowItsLimits() {
        Object[] frozen = {
            "time_to_first_token_seconds_sum", 90,
            "time_to_first_token_seconds_count", 10,
            "inter_token_latency_seconds_sum", 90,
            "inter_token_latency_seconds_count", 10
        };
        ScalingPolicy policy = policy(bounds(1, 9), "slo-step", "load_min_observations", 1);
        assertInstanceOf(Abstain.class, policy.decide(at(0).allReady(2, frozen).see()));

        assertEquals(1, after(policy, at(5).allReady(2, frozen)));
    }

    private static LoadView seen(double ttft, double itl) {
        return new LoadView(3, 0, 1, 1, 1, 0, 1, 1, ttft, ttft, itl, itl);
    }

    @Test
    void latencyStepsOutAfterChecksAboveEitherLimit() {
        ScalingPolicy policy = policy(bounds(1, 9), "latency", "itl", "100ms");

        assertEquals(1, after(policy, at(0).ready().load(seen(2.5, 0.01))));
        assertEquals(2, after(policy, at(5).ready().load(seen(0.1, 0.11))));
        assertEquals(1.1, policy.signal(), 1e-9);
    }

    @Test
    void latencyStepsInWhenQuietAndTheRestHasRoom() {
        ScalingPolicy policy = policy(bounds(1, 9), "latency", "quiet", "10s");
        Object[] full = {KV, 0.5};
        Object[] free = {KV, 0.2};

        assertEquals(2, after(policy, at(0).allReady(2, free).load(seen(0.2, 0))));
        assertEquals(2, after(policy, at(10).allReady(2, full).load(seen(0.2, 0))));
        assertEquals(1, after(policy, at(15).allReady(2, free).load(seen(0.2, 0))));
    }

    @Test
    void latencyAbstainsWhenRequestsAreOutButNothingHasComeBack() {
        ScalingPolicy policy = policy(bounds(1, 9), "latency");
        double unknown = Double.NaN;

        assertEquals(
                new Abstain(List.of("ttft_p95 is not defined")),
                policy.decide(at(0).ready().load(seen(unknown, unknown)).see()));
        assertInstanceOf(Hold.class, policy.decide(at(5).ready().see()), "no load, no latency");
    }

    @Test
    void dynamoPlannerReplicasForARateOfTokens() {
        assertEquals(2, RateCapacity.replicas(600 * 3000 / 60.0, 15_000));
        assertEquals(2, RateCapacity.replicas(600 * 150 / 60.0, 800));
    }

    private static LoadView offered(double rate, int held) {
        return new LoadView(0, held, rate, rate, rate, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void rateCapacityAddsTheBacklogOverItsHorizon() {
        ScalingPolicy policy =
                policy(bounds(1, 99), "rate-capacity", "capacity", 5, "drain_horizon", "10s");

        assertEquals(5, after(policy, at(0).ready().load(offered(12, 100))));
        assertEquals(22, policy.signal());
    }

    @Test
    void rateCapacityPredictsByItsPredictor() {
        for (var expected :
                Map.of("constant", 40.0, "mean", 25.0, "max", 40.0, "linear", 60.0).entrySet()) {
            ScalingPolicy policy =
                    policy(
                            bounds(1, 99),
                            "rate-capacity",
                            "capacity",
                            10,
                            "predictor",
                            expected.getKey(),
                            "prediction_horizon",
                            "20s",
                            "interval",
                            "10s");
            for (int i = 0; i < 4; i++) {
                policy.decide(at(10 * i).ready().load(offered(10 * (i + 1), 0)).see());
            }
            assertEquals(expected.getValue(), policy.signal(), 1e-9, expected.getKey());
        }
    }

    @Test
    void pidMovesWithTheErrorAndStandsStillWhileAReplicaStarts() {
        ScalingPolicy policy =
                policy(
                        bounds(1, 9),
                        "pid",
                        "metric",
                        "in_flight",
                        "set_point",
                        10,
                        "kp",
                        0,
                        "ki",
                        0.1);
        LoadView twice = new LoadView(20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        assertEquals(2, after(policy, at(0).allReady(2).load(twice)));
        assertEquals(2, after(policy, at(5).allReady(2).load(twice)), "output 2.5");
        assertEquals(3, after(policy, at(10).allReady(2).load(twice)), "output 3.0");
        assertEquals(3, after(policy, at(15).allReady(2).starting(1).load(twice)));
        assertEquals(3, after(policy, at(20).allReady(3).load(twice)), "output 3.5");
        assertEquals(4, after(policy, at(25).allReady(3).load(twice)), "output 4.0");
    }

    @Test
    void pidDoesNotWindUpBeyondTheBounds() {
        ScalingPolicy policy =
                policy(
                        bounds(1, 4),
                        "pid",
                        "metric",
                        "in_flight",
                        "set_point",
                        10,
                        "kp",
                        0,
                        "ki",
                        0.1);
        LoadView flood = new LoadView(1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        LoadView none = new LoadView(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (int i = 0; i < 100; i++) {
            policy.decide(at(5 * i).allReady(4).load(flood).see());
        }
        ScalingDecision first = policy.decide(at(500).allReady(4).load(none).see());
        ScalingDecision second = policy.decide(at(505).allReady(4).load(none).see());

        assertInstanceOf(Hold.class, first);
        assertEquals(3, ((ScaleTo) second).replicas());
    }
}
