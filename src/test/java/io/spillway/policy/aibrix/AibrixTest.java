package io.spillway.policy.aibrix;

import static io.spillway.policy.FleetFixture.at;
import static io.spillway.policy.FleetFixture.targetAfter;
import static io.spillway.policy.Policies.bounds;
import static io.spillway.policy.Policies.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.aibrix.AibrixAlgorithms.KpaInput;
import io.spillway.policy.aibrix.AibrixAlgorithms.Limits;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Vectors of AIBrix's apa_test.go and kpa_test.go, and the policies around the algorithms. */
class AibrixTest {
    private static final String KV = "kv_cache_usage_perc";
    private static final String WAITING = "num_requests_waiting";
    private static final String RUNNING = "num_requests_running";
    private static final long SECOND = 1_000_000_000L;

    @Test
    void apaTestGo() {
        assertEquals(3, apa(2, 45));
        assertEquals(3, apa(2, 35));
        assertEquals(4, apa(2, 90));
        assertEquals(5, AibrixAlgorithms.apa(2, 90, 30, new Limits(2.5, 2, 0.1, 0.1)));
        assertEquals(2, apa(2, 33));
        assertEquals(2, apa(2, 27));
        assertEquals(4, apa(6, 20));
        assertEquals(4, apa(6, 18));
        assertEquals(3, apa(6, 10));
        assertEquals(2, AibrixAlgorithms.apa(6, 5, 30, new Limits(2, 2.5, 0.1, 0.1)));
    }

    @Test
    void kpaTestGo() {
        Limits limits = Limits.DEFAULT;
        var slow = new Limits(1.5, 2, 0.1, 0.1);
        var activated = new KpaInput(0, 15, 15, 10, 3, false);

        assertEquals(2, AibrixAlgorithms.kpa(input(2, 20, 20), false, 0, limits));
        assertEquals(4, AibrixAlgorithms.kpa(input(2, 30, 40), true, 2, limits));
        assertEquals(5, AibrixAlgorithms.kpa(input(5, 20, 20), true, 5, limits));
        assertEquals(0, AibrixAlgorithms.kpa(input(1, 0, 0), true, 0, limits));
        assertEquals(3, AibrixAlgorithms.kpa(activated, false, 0, limits));
        assertEquals(3, AibrixAlgorithms.kpa(input(2, 100, 100), false, 0, slow));
        assertEquals(2, AibrixAlgorithms.kpa(input(4, 5, 5), false, 0, limits));
    }

    @Test
    void cooldownAsImplementedTakesTheLowestOnTheWayDown() {
        var window = new CooldownWindow(0, 300 * SECOND);
        window.stabilise(0, 6, 2);

        assertEquals(2, window.stabilise(10 * SECOND, 6, 5));
    }

    @Test
    void cooldownAsImplementedTakesTheHighestOnTheWayUp() {
        var window = new CooldownWindow(60 * SECOND, 0);
        window.stabilise(0, 2, 6);

        assertEquals(6, window.stabilise(10 * SECOND, 2, 3));
        assertEquals(3, window.stabilise(60 * SECOND, 2, 3));
    }

    @Test
    void theVariantDecidesWhetherAScaleInIsDamped() {
        for (String variant : List.of("as-implemented", "as-documented")) {
            ScalingPolicy policy =
                    policy(bounds(1, 9), "apa", "variant", variant, "observe_window", "5s");
            policy.decide(at(0).allReady(4, KV, 0.5).see());
            FleetObservation quiet = at(10).allReady(4, KV, 0.1).see();

            assertEquals(
                    variant.equals("as-implemented") ? 2 : 4,
                    targetAfter(policy.decide(quiet), quiet));
        }
    }

    @Test
    void kpaAsImplementedIgnoresTheSizeOfTheFleet() {
        FleetObservation fleet = at(0).allReady(4, WAITING, 10, RUNNING, 10).see();

        assertEquals(2, targetAfter(policy(bounds(1, 9), "aibrix-kpa").decide(fleet), fleet));
        assertEquals(
                8,
                targetAfter(
                        policy(bounds(1, 9), "aibrix-kpa", "variant", "as-documented")
                                .decide(fleet),
                        fleet));
    }

    @Test
    void kpaOfTotalsKeepsAFleetThatIsOnTarget() {
        var onTarget = new KpaInput(4, 43, 43, 10, 1, true);
        var above = new KpaInput(4, 45, 45, 10, 1, true);

        assertEquals(4, AibrixAlgorithms.kpa(onTarget, false, 0, Limits.DEFAULT));
        assertEquals(5, AibrixAlgorithms.kpa(above, false, 0, Limits.DEFAULT));
    }

    @Test
    void averagesOverThePodsThatAnswer() {
        ScalingPolicy policy = policy(bounds(1, 9), "apa");
        FleetObservation fleet = at(0).ready(KV, 0.75).silent().see();

        assertEquals(3, targetAfter(policy.decide(fleet), fleet));
        assertEquals(0.75, policy.signal());
    }

    @Test
    void abstainsWhenNoPodAnswers() {
        for (String type : List.of("apa", "aibrix-kpa")) {
            var decision = policy(bounds(1, 9), type).decide(at(0).silent().see());
            assertEquals(Abstain.class, decision.getClass(), type);
        }
    }

    private static int apa(int current, double usage) {
        return AibrixAlgorithms.apa(current, usage, 30, Limits.DEFAULT);
    }

    private static KpaInput input(int current, double stable, double panic) {
        return new KpaInput(current, stable, panic, 10, 1, false);
    }
}
