package io.spillway.control;

/**
 * When to start again after starts that failed: base · 2^(failures − 1), at most a maximum. A
 * replica that gets ready ends the row; a new decision to scale out begins a new series of
 * attempts, but keeps the wait. Pure.
 */
final class StartBackoff {

    private static final int LARGEST_DOUBLING = 30;

    private final ControlSettings.Starting settings;
    private int inARow;
    private int inThisSeries;
    private long notBeforeNanos = Long.MIN_VALUE;

    StartBackoff(ControlSettings.Starting settings) {
        this.settings = settings;
    }

    void failed(long nowNanos) {
        inARow++;
        inThisSeries++;
        int doublings = Math.min(inARow - 1, LARGEST_DOUBLING);
        double waitNanos = Math.scalb((double) settings.backoff().toNanos(), doublings);
        notBeforeNanos =
                nowNanos + (long) Math.min(waitNanos, (double) settings.maxBackoff().toNanos());
    }

    void succeeded() {
        inARow = 0;
        inThisSeries = 0;
        notBeforeNanos = Long.MIN_VALUE;
    }

    void newSeries() {
        inThisSeries = 0;
    }

    boolean isExhausted() {
        return inThisSeries >= settings.attempts();
    }

    int failures() {
        return inThisSeries;
    }

    /** The earliest time of the next start. */
    long notBeforeNanos() {
        return notBeforeNanos;
    }
}
