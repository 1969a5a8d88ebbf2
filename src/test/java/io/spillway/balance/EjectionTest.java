package io.spillway.balance;

import static io.spillway.balance.Picks.SECOND;
import static io.spillway.balance.Picks.at;
import static io.spillway.balance.Picks.failed;
import static io.spillway.balance.Picks.id;
import static io.spillway.balance.Picks.ok;
import static io.spillway.balance.Picks.sequence;
import static io.spillway.balance.Picks.target;
import static io.spillway.balance.Picks.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FailureCause;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class EjectionTest {

    private static final Ejection RULE =
            new Ejection(3, Duration.ofSeconds(10), Duration.ofSeconds(25), 50);

    private final Balancer balancer =
            Balancers.create(
                    BalancerSpec.of("weighted-round-robin")
                            .withEjection(RULE)
                            .withSlowStart(SlowStart.over(Duration.ofSeconds(4))),
                    1);

    @BeforeEach
    void threeReplicas() {
        balancer.update(targets(1, 1, 1), 0);
    }

    private void fail(int replica, int times, long nanos) {
        for (int i = 0; i < times; i++) {
            balancer.started(id(replica), nanos);
            balancer.finished(id(replica), nanos, failed(FailureCause.CONNECTION_RESET));
        }
    }

    @Test
    void leavesOutAReplicaThatFailsInARow() {
        fail(1, 3, 0);

        assertEquals("acacac", sequence(balancer, 6));
        assertEquals(0.0, balancer.expectedShares(0).get(id(1)));
        assertEquals(0.5, balancer.expectedShares(0).get(id(0)));
    }

    @Test
    void aSuccessInBetweenStartsTheCountAgain() {
        fail(1, 2, 0);
        balancer.finished(id(1), 0, ok());
        fail(1, 2, 0);

        assertTrue(sequence(balancer, 6).contains("b"));
    }

    @Test
    void returnsAfterTheBackoffRampingUp() {
        fail(1, 3, 0);

        assertEquals(0.0, balancer.expectedShares(10 * SECOND - 1).get(id(1)));
        assertEquals(0.5 / 2.5, balancer.expectedShares(12 * SECOND).get(id(1)), 1e-9);
        assertEquals(1.0 / 3, balancer.expectedShares(14 * SECOND).get(id(1)), 1e-9);
    }

    @Test
    void staysOutLongerEachTimeUpToTheMaximum() {
        fail(1, 3, 0);
        balancer.pick(at(10 * SECOND));
        fail(1, 3, 10 * SECOND);
        assertEquals(0.0, balancer.expectedShares(30 * SECOND - 1).get(id(1)));
        assertTrue(balancer.expectedShares(30 * SECOND).get(id(1)) > 0);
        fail(1, 3, 30 * SECOND);
        assertEquals(0.0, balancer.expectedShares(55 * SECOND - 1).get(id(1)));
        assertTrue(balancer.expectedShares(55 * SECOND).get(id(1)) > 0);
    }

    @Test
    void neverEjectsMoreThanItMayNorTheLast() {
        fail(0, 9, 0);
        fail(1, 9, 0);
        fail(2, 9, 0);
        assertEquals("bcbc", sequence(balancer, 4));

        balancer.update(List.of(target("a", 1)), 0);
        assertEquals("aa", sequence(balancer, 2));
        assertEquals(1.0, balancer.expectedShares(0).get(id(0)));
    }

    @Test
    void doesNotBlameTheReplicaForTheClient() {
        for (int i = 0; i < 9; i++) {
            balancer.finished(id(1), 0, failed("http-400"));
            balancer.finished(id(1), 0, failed(FailureCause.CANCELLED));
        }
        assertTrue(sequence(balancer, 6).contains("b"));

        for (int i = 0; i < 3; i++) {
            balancer.finished(id(1), 0, failed("http-429"));
        }
        assertFalse(sequence(balancer, 6).contains("b"));
    }

    @Test
    void requestsOfALeaverStillCountWhenItReturns() {
        Balancer bounded =
                Balancers.create(BalancerSpec.of("weighted-round-robin").withMaxInFlight(1), 1);
        bounded.update(targets(1, 1), 0);
        bounded.started(id(0), 0);
        bounded.update(List.of(target("b", 1)), 0);
        bounded.update(targets(1, 1), 0);
        assertEquals("bb", sequence(bounded, 2));

        bounded.finished(id(0), 0, ok());
        assertTrue(sequence(bounded, 2).contains("a"));
    }
}
