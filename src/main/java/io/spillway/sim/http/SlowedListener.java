package io.spillway.sim.http;

import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.InferenceEngine.TokenListener;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

/**
 * Hands tokens on later: everything after the arrival takes a multiple of its time. Confined to the
 * scheduler's thread.
 */
final class SlowedListener implements TokenListener {

    private final TokenListener target;
    private final Scheduler scheduler;
    private final double factor;
    private final long arrivalNanos;

    SlowedListener(TokenListener target, Scheduler scheduler, double factor) {
        this.target = target;
        this.scheduler = scheduler;
        this.factor = factor;
        this.arrivalNanos = scheduler.nanos();
    }

    @Override
    public void token(long nanos, int index) {
        long late = late(nanos);
        Cancellable _ = scheduler.at(late, () -> target.token(late, index));
    }

    @Override
    public void finished(long nanos, FinishReason reason) {
        if (reason == FinishReason.ABORT) {
            target.finished(nanos, reason);
            return;
        }
        long late = late(nanos);
        Cancellable _ = scheduler.at(late, () -> target.finished(late, reason));
    }

    private long late(long nanos) {
        return arrivalNanos + Math.round((nanos - arrivalNanos) * factor);
    }
}
