package io.spillway.record;

import io.spillway.fleet.ReplicaId;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * What one thread reports. Its lock is free but for the moment in which a tick takes the interval,
 * or a snapshot copies the stages.
 */
final class Lane {
    private final SloLimits limits;
    private final LongPredicate inWindow;
    private @Nullable RequestStats[] stages = new @Nullable RequestStats[1];
    private Interval current;
    private Interval spare;
    private final LineBuffer line = new LineBuffer();
    private final long ownerId = Thread.currentThread().threadId();
    private final GapRing ring = new GapRing();
    private final GapRing.Consumer gapSink =
            (stage, gapNanos, counts) -> gaps(stage, gapNanos, 1, counts);

    Lane(SloLimits limits, LongPredicate inWindow, boolean gapsByStage) {
        this.limits = limits;
        this.inWindow = inWindow;
        this.current = new Interval(gapsByStage);
        this.spare = new Interval(gapsByStage);
    }

    private RequestStats stage(int stage) {
        if (stage >= stages.length) {
            stages = Arrays.copyOf(stages, stage + 1);
        }
        RequestStats known = stages[stage];
        if (known == null) {
            known = new RequestStats();
            stages[stage] = known;
        }
        return known;
    }

    synchronized void offered(int stage) {
        stage(stage).countOffered();
        current.offered++;
    }

    synchronized void sent(int stage, ReplicaId replica, long intendedNanos, long sentNanos) {
        stage(stage).countSent(intendedNanos, sentNanos, inWindow.test(intendedNanos));
        current.sent(replica);
    }

    synchronized void firstText(long intendedNanos, long firstTextNanos) {
        current.firstText(intendedNanos, firstTextNanos);
    }

    /**
     * A single gap. Its own thread neither locks nor counts here, but for when the ring is full.
     */
    void gap(int stage, long gapNanos, boolean counts) {
        if (Thread.currentThread().threadId() == ownerId && ring.offer(stage, gapNanos, counts)) {
            return;
        }
        synchronized (this) {
            ring.drain(gapSink);
            gaps(stage, gapNanos, 1, counts);
        }
    }

    synchronized void gaps(int stage, long gapNanos, long count, boolean counts) {
        if (counts) {
            stage(stage).countGaps(gapNanos, count);
        }
        current.gaps.record(stage, gapNanos, count);
    }

    synchronized void capped(int stage) {
        stage(stage).countCapped();
    }

    /** Also writes the request's line, when there is a file; that may wait, outside the lock. */
    void finished(RequestRecord request, ResultsWriter.@Nullable Sink file) {
        synchronized (this) {
            boolean counts = inWindow.test(request.intendedNanos());
            stage(request.stage()).countFinished(request, counts, limits);
            current.finished(request);
        }
        if (file != null) {
            synchronized (line) {
                RequestJson.write(line, request);
                file.append(line);
            }
        }
    }

    /** Moves what happened since the last call into the total. One caller at a time. */
    void drainInto(Interval total) {
        Interval taken = swap();
        total.add(taken);
        taken.clear();
    }

    private synchronized Interval swap() {
        ring.drain(gapSink);
        Interval taken = current;
        current = spare;
        spare = taken;
        return taken;
    }

    synchronized void addStagesTo(StageTable table) {
        ring.drain(gapSink);
        for (int i = 0; i < stages.length; i++) {
            RequestStats stats = stages[i];
            if (stats != null) {
                table.at(i).add(stats);
            }
        }
    }
}
