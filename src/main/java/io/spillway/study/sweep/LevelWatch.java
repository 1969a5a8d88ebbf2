package io.spillway.study.sweep;

import io.spillway.fleet.RunEvent;
import io.spillway.record.SecondRow;
import io.spillway.study.StartedRun;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Counts what ends in each second of a level, and stops the run when the level is over. Written on
 * the run's control thread, read when the run has ended.
 */
final class LevelWatch implements Probes.Watch {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** So many failures, and more of them than successes: users would only spin. */
    private static final int HOPELESS_FAILURES = 20;

    private final LevelPlan plan;
    private final long[] completed;
    private volatile @Nullable StartedRun run;
    private long loadStartNanos = -1;
    private int measured;
    private long completedInAll;
    private long failedInAll;
    private long failedMeasured;
    private boolean over;

    LevelWatch(LevelPlan plan) {
        this.plan = plan;
        this.completed = new long[plan.measureSeconds()];
    }

    @Override
    public void watch(StartedRun started) {
        run = started;
    }

    @Override
    public void event(RunEvent event) {
        if (event instanceof RunEvent.StageStarted started && loadStartNanos < 0) {
            loadStartNanos = Math.round(started.atNanos() / (double) SECOND_NANOS) * SECOND_NANOS;
        }
    }

    @Override
    public void second(SecondRow row) {
        if (over) {
            stop();
            return;
        }
        if (loadStartNanos < 0 || row.atNanos() % SECOND_NANOS != 0) {
            return;
        }
        long second = (row.atNanos() - loadStartNanos) / SECOND_NANOS;
        completedInAll += row.counts().finished();
        failedInAll += row.counts().errors();
        if (second > plan.rampSeconds() + plan.settleSeconds() && measured < completed.length) {
            completed[measured++] = row.counts().finished();
            failedMeasured += row.counts().errors();
            var window = new LevelPlan.Window(measured, sum(), failedMeasured);
            over = plan.enough().test(batches(plan.batchSeconds()), window);
        }
        over |= second >= plan.totalSeconds();
        over |= failedInAll >= HOPELESS_FAILURES && failedInAll > completedInAll;
        if (over) {
            stop();
        }
    }

    /** Asked again each second until the run has ended: it may not be known yet. */
    private void stop() {
        StartedRun started = run;
        if (started != null) {
            started.stop();
        }
    }

    private long sum() {
        return Arrays.stream(completed, 0, measured).sum();
    }

    BatchMeans batches(int batchSeconds) {
        return BatchMeans.of(Arrays.copyOf(completed, measured), batchSeconds);
    }

    int measuredSeconds() {
        return measured;
    }

    long completed() {
        return sum();
    }

    /** Of the measured seconds, or of the whole level when it ended before. */
    long failed() {
        return measured == 0 ? failedInAll : failedMeasured;
    }
}
