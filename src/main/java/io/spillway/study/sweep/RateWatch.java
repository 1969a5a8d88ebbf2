package io.spillway.study.sweep;

import io.spillway.fleet.RunEvent;
import io.spillway.record.SecondRow;
import io.spillway.study.StartedRun;

import org.jspecify.annotations.Nullable;

/** Stops a run that has not ended so long after its load began. */
final class RateWatch implements Probes.Watch {
    private final long limitNanos;
    private volatile @Nullable StartedRun run;
    private long loadStartNanos = -1;

    RateWatch(double limitSeconds) {
        this.limitNanos = Math.round(limitSeconds * 1e9);
    }

    @Override
    public void watch(StartedRun started) {
        run = started;
    }

    @Override
    public void event(RunEvent event) {
        if (event instanceof RunEvent.StageStarted started && loadStartNanos < 0) {
            loadStartNanos = started.atNanos();
        }
    }

    @Override
    public void second(SecondRow row) {
        StartedRun started = run;
        if (started != null
                && loadStartNanos >= 0
                && row.atNanos() - loadStartNanos >= limitNanos) {
            started.stop();
        }
    }
}
