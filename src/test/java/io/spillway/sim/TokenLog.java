package io.spillway.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.InferenceEngine.TokenListener;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a request hears, and fails when it hears it out of order. */
class TokenLog implements TokenListener {
    final List<Long> times = new ArrayList<>();
    @Nullable FinishReason reason;
    long endNanos = -1;

    @Override
    public void token(long nanos, int index) {
        assertNull(reason, "a token after the end");
        assertEquals(times.size(), index);
        times.add(nanos);
    }

    @Override
    public void finished(long nanos, FinishReason why) {
        assertNull(reason, "a second end");
        reason = why;
        endNanos = nanos;
    }
}
