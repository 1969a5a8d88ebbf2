package io.spillway.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;
import io.spillway.record.RequestRecord;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class CircuitBreakerTest {
    private static final long MS = 1_000_000L;

    private static RequestRecord ended(int stage, long endMs, boolean failed) {
        FailureCause cause = failed ? new FailureCause(FailureCause.TIMEOUT, "late") : null;
        return new RequestRecord(
                0,
                stage,
                new ReplicaId("a"),
                null,
                0,
                0,
                -1,
                -1,
                -1,
                endMs * MS,
                0,
                0,
                8,
                -1,
                -1,
                4,
                false,
                cause);
    }

    private static CircuitBreaker breaker(CircuitBreaker.Trigger... triggers) {
        return new CircuitBreaker(
                new CircuitBreaker.Rule(
                        "b",
                        request -> request.stage() == 0,
                        request -> !request.succeeded(),
                        List.of(triggers)));
    }

    /** What each says, {@code x} for a failure, {@code .} for a success, a millisecond apart. */
    private static @Nullable String hear(CircuitBreaker breaker, String outcomes) {
        String said = null;
        for (int i = 0; i < outcomes.length(); i++) {
            said = breaker.hear(ended(0, i, outcomes.charAt(i) == 'x'));
        }
        return said;
    }

    @Test
    void opensAtSoManyInARowAndNotBefore() {
        var trigger = new CircuitBreaker.Consecutive(3);
        assertNull(hear(breaker(trigger), "xx"));
        assertNull(hear(breaker(trigger), "xx.xx"));
        assertEquals(
                "circuit breaker b: 3 requests in a row went wrong",
                hear(breaker(trigger), "xx.xxx"));
    }

    @Test
    void opensAtAShareOfTheWindow() {
        var trigger = new CircuitBreaker.RateOverWindow(Duration.ofMillis(3), 0.5, 4);
        assertNull(hear(breaker(trigger), "xxx"));
        assertNull(hear(breaker(trigger), "x..."));
        assertEquals(
                "circuit breaker b: 2 of 4 requests within 0.0 s went wrong",
                hear(breaker(trigger), "......xx"));
    }

    @Test
    void whatIsOlderThanTheWindowIsForgotten() {
        var trigger = new CircuitBreaker.RateOverWindow(Duration.ofMillis(2), 1, 3);
        CircuitBreaker breaker = breaker(trigger);
        assertNull(breaker.hear(ended(0, 0, true)));
        assertNull(breaker.hear(ended(0, 1, true)));
        assertNull(breaker.hear(ended(0, 100, true)));
        assertNull(breaker.hear(ended(0, 101, true)));
        assertNotNull(breaker.hear(ended(0, 102, true)));
    }

    @Test
    void anyTriggerOpensIt() {
        assertNotNull(
                hear(
                        breaker(
                                new CircuitBreaker.Consecutive(1000),
                                new CircuitBreaker.Consecutive(2)),
                        "xx"));
    }

    @Test
    void whatDoesNotCountIsNotHeard() {
        CircuitBreaker breaker = breaker(new CircuitBreaker.Consecutive(2));
        assertNull(breaker.hear(ended(1, 0, true)));
        assertNull(breaker.hear(ended(0, 1, true)));
        assertNull(breaker.hear(ended(1, 2, false)));
        assertNotNull(breaker.hear(ended(0, 3, true)));
    }
}
