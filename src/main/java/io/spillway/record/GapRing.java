package io.spillway.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Gaps between tokens on their way from the thread that reads a stream to whoever counts them: one
 * producer, which pays a few nanoseconds a gap, and one consumer at a time, under the lane's lock.
 */
final class GapRing {
    private static final int CAPACITY = 1 << 12;
    private static final int GAP_BITS = 47;
    private static final int MAX_STAGE = (1 << 15) - 1;
    private static final VarHandle HEAD = handle("head");
    private static final VarHandle TAIL = handle("tail");

    private final long[] values = new long[CAPACITY];
    private long headSeen;
    private long head;
    private long tail;

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(GapRing.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Takes the gaps out. */
    @FunctionalInterface
    interface Consumer {
        void gap(int stage, long gapNanos, boolean counts);
    }

    /** Producer only. False when the ring is full, or the stage too large for it. */
    boolean offer(int stage, long gapNanos, boolean counts) {
        if (stage > MAX_STAGE) {
            return false;
        }
        long at = tail;
        if (at - headSeen == CAPACITY) {
            headSeen = (long) HEAD.getAcquire(this);
            if (at - headSeen == CAPACITY) {
                return false;
            }
        }
        long bounded = Math.clamp(gapNanos, 0, LatencyHistogram.LIMIT);
        long flags = (long) stage << 1 | (counts ? 1 : 0);
        values[(int) at & CAPACITY - 1] = flags << GAP_BITS | bounded;
        TAIL.setRelease(this, at + 1);
        return true;
    }

    /** Hands every gap to the consumer. */
    void drain(Consumer consumer) {
        long to = (long) TAIL.getAcquire(this);
        for (long at = head; at < to; at++) {
            long value = values[(int) at & CAPACITY - 1];
            long flags = value >>> GAP_BITS;
            consumer.gap((int) (flags >> 1), value & (1L << GAP_BITS) - 1, (flags & 1) == 1);
        }
        HEAD.setRelease(this, to);
    }
}
