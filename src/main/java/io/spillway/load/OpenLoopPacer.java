package io.spillway.load;

import io.spillway.arrival.Arrival;
import io.spillway.arrival.LoadShape;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

/** Issues each request at its intended time, whatever became of the earlier ones. */
final class OpenLoopPacer implements Pacer {

    private final Scheduler scheduler;
    private final LoadShape.OpenLoop shape;
    private final Issuer issuer;

    private long zeroNanos;
    private long pausedAtNanos = -1;
    private int nextStage;
    private boolean exhausted;
    private @Nullable Arrival next;
    private @Nullable Cancellable timer;

    OpenLoopPacer(Scheduler scheduler, LoadShape.OpenLoop shape, Issuer issuer) {
        this.scheduler = scheduler;
        this.shape = shape;
        this.issuer = issuer;
    }

    @Override
    public void start() {
        zeroNanos = scheduler.nanos();
        next = shape.arrivals().next();
        advance();
    }

    /**
     * Issues what is due, announces stages that have begun, and sets the timer for what comes next.
     */
    private void advance() {
        while (true) {
            long now = scheduler.nanos();
            announceStages(now);
            Arrival arrival = next;
            if (arrival == null || zeroNanos + arrival.atNanos() > now) {
                break;
            }
            next = shape.arrivals().next();
            issuer.issue(arrival.index(), arrival.stage(), zeroNanos + arrival.atNanos());
        }
        arm();
    }

    private void announceStages(long now) {
        while (nextStage < shape.stages().size()
                && zeroNanos + shape.stages().get(nextStage).fromNanos() <= now) {
            issuer.stageStarted(nextStage);
            nextStage++;
        }
    }

    private void arm() {
        long due = zeroNanos + shape.arrivals().endNanos();
        Arrival arrival = next;
        if (arrival != null) {
            due = zeroNanos + arrival.atNanos();
        }
        if (nextStage < shape.stages().size()) {
            due = Math.min(due, zeroNanos + shape.stages().get(nextStage).fromNanos());
        }
        if (arrival == null && due <= scheduler.nanos()) {
            end();
        } else {
            timer = scheduler.at(due, this::advance);
        }
    }

    private void end() {
        if (!exhausted) {
            exhausted = true;
            issuer.exhausted();
        }
    }

    @Override
    public void ended(int stage) {}

    @Override
    public void stop() {
        cancelTimer();
        next = null;
        end();
    }

    @Override
    public void pause(boolean paused) {
        if (exhausted || paused == pausedAtNanos >= 0) {
            return;
        }
        if (paused) {
            pausedAtNanos = scheduler.nanos();
            cancelTimer();
        } else {
            zeroNanos += scheduler.nanos() - pausedAtNanos;
            pausedAtNanos = -1;
            advance();
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public boolean isExhausted() {
        return exhausted;
    }
}
