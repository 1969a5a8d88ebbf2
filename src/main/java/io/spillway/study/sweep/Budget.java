package io.spillway.study.sweep;

/** Seconds of load that a search may still cause. */
final class Budget {
    /** From the stop of a run to its end: what is in flight gets 2 s, its cancellation 0.5 s. */
    static final int STOP_SECONDS = 3;

    private double left;

    Budget(double seconds) {
        left = seconds;
    }

    double left() {
        return left;
    }

    /** Whole seconds that a run may last so that it has ended within this share of what is left. */
    int runSeconds(double share) {
        return (int) Math.floor(left * share) - STOP_SECONDS;
    }

    /** A run of so many seconds has been made. */
    void spend(double seconds) {
        left -= seconds + STOP_SECONDS;
    }
}
