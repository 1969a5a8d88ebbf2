package io.spillway.balance;

import static io.spillway.balance.Picks.SECOND;
import static io.spillway.balance.Picks.at;
import static io.spillway.balance.Picks.id;
import static io.spillway.balance.Picks.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.ReplicaId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

class SlowStartTest {

    /** Computed from Envoy's formula for a window of 60 s. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0.1",
        "1, 6, 0.1",
        "1, 15, 0.25",
        "1, 30, 0.5",
        "1, 45, 0.75",
        "1, 60, 1",
        "2, 6, 0.316",
        "2, 15, 0.5",
        "2, 30, 0.707",
        "2, 60, 1",
        "0.5, 15, 0.1",
        "0.5, 30, 0.25",
        "0.5, 45, 0.5625",
        "0.5, 60, 1",
    })
    void rampsAsEnvoyDoes(double aggression, long seconds, double expected) {
        var slowStart = new SlowStart(Duration.ofSeconds(60), aggression, 0.1);

        assertEquals(expected, slowStart.factor(100, 100 + seconds * SECOND), 5e-4);
    }

    @Test
    void noWindowMeansFullWeightAtOnce() {
        assertEquals(1, SlowStart.NONE.factor(5, 5));
    }

    @ParameterizedTest
    @CsvSource({"weighted-round-robin", "edf", "least-request", "random", "prefix-hash"})
    void newcomerRampsUpInEveryWeightedBalancer(String type) {
        var spec = BalancerSpec.of(type).withSlowStart(SlowStart.over(Duration.ofSeconds(60)));
        Balancer balancer = Balancers.create(spec, 3);
        balancer.update(List.of(target("a", 1), new Target(id(1), 1, 0, null)), 0);

        assertEquals(0.1 / 1.1, balancer.expectedShares(6 * SECOND).get(id(1)), 1e-9);
        assertEquals(0.5 / 1.5, balancer.expectedShares(30 * SECOND).get(id(1)), 1e-9);
        assertEquals(0.5, balancer.expectedShares(60 * SECOND).get(id(1)), 1e-9);
    }

    @Test
    void picksFollowTheRampWithoutABurst() {
        var spec =
                BalancerSpec.of("weighted-round-robin")
                        .withSlowStart(SlowStart.over(Duration.ofSeconds(60)));
        Balancer balancer = Balancers.create(spec, 3);
        balancer.update(List.of(target("a", 1), target("b", 1), new Target(id(2), 1, 0, null)), 0);
        var lag = new HashMap<ReplicaId, Double>();
        var picked = new ArrayList<ReplicaId>();
        for (long now = 0; now < 90 * SECOND; now += SECOND / 10) {
            balancer.expectedShares(now).forEach((id, share) -> lag.merge(id, share, Double::sum));
            ReplicaId id = balancer.pick(at(now));
            lag.merge(id, -1.0, Double::sum);
            picked.add(id);
            assertTrue(lag.values().stream().allMatch(value -> Math.abs(value) < 1.01));
        }
        long inTheFirstTenSeconds = picked.subList(0, 100).stream().filter(id(2)::equals).count();
        assertEquals(100 * 0.11 / 2.11, inTheFirstTenSeconds, 1.5);
    }
}
