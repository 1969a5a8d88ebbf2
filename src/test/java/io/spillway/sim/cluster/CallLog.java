package io.spillway.sim.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FailureCause;
import io.spillway.load.ResponseListener;

import org.jspecify.annotations.Nullable;

/** Keeps what a request hears, and fails when it hears it out of order. */
final class CallLog implements ResponseListener {
    long sentNanos = -1;
    long firstTextNanos = -1;
    long lastTextNanos = -1;
    long maxGapNanos;
    int laterTexts;
    long endNanos = -1;
    @Nullable Usage usage;
    @Nullable FailureCause failure;

    String failureKind() {
        assertNotNull(failure, "it did not fail");
        return failure.kind();
    }

    @Override
    public void sent(long nanos) {
        assertEquals(-1, sentNanos);
        open();
        sentNanos = nanos;
    }

    @Override
    public void text(long nanos) {
        open();
        assertTrue(sentNanos >= 0, "a text before the send");
        assertEquals(-1, firstTextNanos, "tokens after the first come in bulk");
        firstTextNanos = nanos;
        lastTextNanos = nanos;
    }

    @Override
    public void texts(int count, long lastNanos, long widestNanos) {
        open();
        assertTrue(firstTextNanos >= 0 && lastNanos >= firstTextNanos);
        assertEquals(0, laterTexts);
        laterTexts = count;
        lastTextNanos = lastNanos;
        maxGapNanos = widestNanos;
    }

    @Override
    public void completed(long nanos, Usage counted) {
        open();
        endNanos = nanos;
        usage = counted;
    }

    @Override
    public void failed(long nanos, FailureCause cause) {
        open();
        endNanos = nanos;
        failure = cause;
    }

    private void open() {
        assertEquals(-1, endNanos, "something after the end");
    }
}
