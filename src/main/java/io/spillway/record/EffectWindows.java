package io.spillway.record;

import java.util.List;

/**
 * Finds the worst five seconds and the settled ten, from TTFT samples that arrive in any order.
 *
 * <p>The load falls for good where its final descent begins: at the first stage after the last rise
 * that asks for less than the one before. Without such a stage (traces, or a load that ends on its
 * height) it falls after its last request.
 *
 * <p>Bounded: seconds more than {@value #HORIZON_SECONDS} s before the newest sample are folded
 * into the result; a sample that comes later still counts for the oldest second there is.
 */
final class EffectWindows {
    private static final int WINDOW_SECONDS = 5;
    private static final int HORIZON_SECONDS = 300;
    private static final long SECOND = 1_000_000_000L;
    private static final long SETTLED_NANOS = 10 * SECOND;

    private final long fallNanos;
    private final Second[] ring = new Second[HORIZON_SECONDS];
    private final SampleBuffer settled = new SampleBuffer();
    private final SampleBuffer scratch = new SampleBuffer();
    private long base;
    private long top = -1;
    private long lastOffsetNanos = -1;
    private long worstNanos = -1;
    private long worstSecond;

    EffectWindows(List<StagePlan> stages) {
        this.fallNanos = fallNanos(stages);
        for (int i = 0; i < ring.length; i++) {
            ring[i] = new Second();
        }
    }

    /** Where the final descent begins, since the start of the load; -1 when there is none. */
    static long fallNanos(List<StagePlan> stages) {
        int risen = 0;
        for (int i = 1; i < stages.size(); i++) {
            if (stages.get(i).requestedRate() > stages.get(i - 1).requestedRate()) {
                risen = i;
            }
        }
        for (int i = risen + 1; i < stages.size(); i++) {
            if (stages.get(i).requestedRate() < stages.get(i - 1).requestedRate()) {
                return stages.get(i).fromNanos();
            }
        }
        return -1;
    }

    /** A request intended then (since the start of the load) had this TTFT. */
    void add(long offsetNanos, long ttftNanos) {
        long offset = Math.max(0, offsetNanos);
        long second = Math.max(base, offset / SECOND);
        while (second >= base + HORIZON_SECONDS) {
            fold();
        }
        top = Math.max(top, second);
        lastOffsetNanos = Math.max(lastOffsetNanos, offset);
        Second bucket = at(second);
        bucket.offsets.add(offset);
        bucket.ttfts.add(ttftNanos);
    }

    private Second at(long second) {
        return ring[(int) (second % HORIZON_SECONDS)];
    }

    private void fold() {
        long first = windowNanos(base);
        if (first > worstNanos) {
            worstNanos = first;
            worstSecond = base;
        }
        Second oldest = at(base);
        if (fallNanos >= 0) {
            oldest.addSettled(fallNanos, settled);
        }
        oldest.offsets.clear();
        oldest.ttfts.clear();
        base++;
        if (top < base) {
            skipEmptyTo();
        }
    }

    /** Nothing is held: nothing to fold up to the sample that is coming. */
    private void skipEmptyTo() {
        top = base - 1;
    }

    /** The 95th percentile of the window that begins with this second, -1 when it is empty. */
    private long windowNanos(long from) {
        scratch.clear();
        for (long second = from; second < from + WINDOW_SECONDS && second <= top; second++) {
            scratch.addAll(at(second).ttfts);
        }
        return p95(scratch);
    }

    private static long p95(SampleBuffer samples) {
        if (samples.size() == 0) {
            return -1;
        }
        samples.sort();
        return samples.percentile(95);
    }

    /** The result so far, its windows since the start of the load; more samples may follow. */
    Effect effect() {
        long worst = worstNanos;
        long worstFrom = worstSecond;
        long last = Math.max(base, top - WINDOW_SECONDS + 1);
        for (long second = base; second <= last; second++) {
            long window = windowNanos(second);
            if (window > worst) {
                worst = window;
                worstFrom = second;
            }
        }
        long fall = fallNanos >= 0 ? fallNanos : lastOffsetNanos + 1;
        scratch.clear();
        scratch.addAll(settled);
        for (long second = base; second <= top; second++) {
            at(second).addSettled(fall, scratch);
        }
        long calm = p95(scratch);
        return new Effect(
                seconds(worst),
                seconds(calm),
                worst < 0
                        ? Effect.Window.UNKNOWN
                        : new Effect.Window(worstFrom, worstFrom + WINDOW_SECONDS),
                calm < 0
                        ? Effect.Window.UNKNOWN
                        : new Effect.Window(Math.max(0, fall - SETTLED_NANOS) / 1e9, fall / 1e9));
    }

    private static double seconds(long nanos) {
        return nanos < 0 ? Double.NaN : nanos / 1e9;
    }

    /** Requests intended in one second. */
    private static final class Second {
        private final SampleBuffer offsets = new SampleBuffer();
        private final SampleBuffer ttfts = new SampleBuffer();

        void addSettled(long fallNanos, SampleBuffer into) {
            for (int i = 0; i < offsets.size(); i++) {
                long offset = offsets.get(i);
                if (offset >= fallNanos - SETTLED_NANOS && offset < fallNanos) {
                    into.add(ttfts.get(i));
                }
            }
        }
    }
}
