package io.spillway.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class IdlePoolTest {
    private static final long LIMIT = HttpSettings.DEFAULT.idleTimeout().toNanos();

    private final IdlePool<String> pool = new IdlePool<>(LIMIT);

    @Test
    void idleConnectionsLeaveAfterTwoAndAHalfSeconds() {
        assertEquals(2_500_000_000L, LIMIT);
        pool.put("a", 100);
        assertEquals("a", pool.take(100 + LIMIT - 1));
        pool.put("a", 100);
        assertNull(pool.take(100 + LIMIT));
    }

    @Test
    void theWarmestIsGivenOutFirst() {
        pool.put("old", 0);
        pool.put("new", 5);
        assertEquals("new", pool.take(6));
        assertEquals("old", pool.take(6));
        assertNull(pool.take(6));
    }

    @Test
    void evictionTakesTheOldAndTellsWhenToComeAgain() {
        pool.put("a", 0);
        pool.put("b", 10);
        pool.put("c", LIMIT);
        assertEquals(LIMIT, pool.nextEvictionNanos());
        List<String> evicted = new ArrayList<>();
        pool.evict(LIMIT + 10, evicted::add);
        assertEquals(List.of("a", "b"), evicted);
        assertEquals(2 * LIMIT, pool.nextEvictionNanos());
        assertTrue(pool.remove("c"));
        assertTrue(pool.isEmpty());
        assertEquals(Long.MAX_VALUE, pool.nextEvictionNanos());
    }
}
