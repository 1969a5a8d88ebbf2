package io.spillway.load;

import io.spillway.arrival.LoadShape;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of users busy, level after level. A level begins when the one before has issued
 * its last request or run out of time; users of the old level finish what they have in flight.
 */
final class ClosedLoopPacer implements Pacer {

    private final Scheduler scheduler;
    private final LoadShape.ClosedLoop shape;
    private final Issuer issuer;

    private int level = -1;
    private int busy;
    private long issuedInLevel;
    private long index;
    private boolean paused;
    private boolean exhausted;
    private @Nullable Cancellable levelEnd;

    ClosedLoopPacer(Scheduler scheduler, LoadShape.ClosedLoop shape, Issuer issuer) {
        this.scheduler = scheduler;
        this.shape = shape;
        this.issuer = issuer;
    }

    @Override
    public void start() {
        nextLevel();
    }

    private void nextLevel() {
        if (levelEnd != null) {
            levelEnd.cancel();
            levelEnd = null;
        }
        level++;
        issuedInLevel = 0;
        if (level >= shape.levels().size()) {
            end();
            return;
        }
        issuer.stageStarted(level);
        LoadShape.Users users = shape.levels().get(level);
        if (users.durationNanos() != Long.MAX_VALUE) {
            levelEnd = scheduler.after(users.durationNanos(), this::nextLevel);
        }
        fill();
    }

    /** Lets idle users of the current level send. */
    private void fill() {
        while (!exhausted && !paused) {
            LoadShape.Users users = shape.levels().get(level);
            if (issuedInLevel >= users.requests()) {
                nextLevel();
                return;
            }
            if (busy >= users.users()) {
                return;
            }
            busy++;
            issuedInLevel++;
            issuer.issue(index++, level, scheduler.nanos());
        }
    }

    @Override
    public void ended(int stage) {
        long think = shape.levels().get(stage).thinkNanos();
        if (think == 0) {
            release();
        } else {
            Cancellable _ = scheduler.after(think, this::release);
        }
    }

    private void release() {
        busy--;
        if (!exhausted) {
            fill();
        }
    }

    @Override
    public void stop() {
        if (levelEnd != null) {
            levelEnd.cancel();
        }
        end();
    }

    private void end() {
        if (!exhausted) {
            exhausted = true;
            issuer.exhausted();
        }
    }

    @Override
    public void pause(boolean paused) {
        this.paused = paused;
        if (!paused && !exhausted && level >= 0) {
            fill();
        }
    }

    @Override
    public boolean isExhausted() {
        return exhausted;
    }
}
