package io.spillway.fleet;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** One line of a run's event log: what happened, when (run time), and why. */
public sealed interface RunEvent {

    long atNanos();

    /**
     * The policy was asked.
     *
     * @param signal the value it decided on, NaN when it had none
     * @param target replicas asked for after this check
     */
    record Checked(long atNanos, ScalingDecision decision, double signal, int ready, int target)
            implements RunEvent {}

    /** The target changed. */
    record Scaled(long atNanos, int from, int to, String reason) implements RunEvent {
        public boolean isOut() {
            return to > from;
        }
    }

    /** A replica reached a start-up phase. */
    record PhaseReached(long atNanos, ReplicaId replica, StartPhase phase, @Nullable String detail)
            implements RunEvent {}

    /** A replica changed its state. {@code from} is null when it is new. */
    record StateChanged(
            long atNanos,
            ReplicaId replica,
            @Nullable ReplicaState from,
            ReplicaState to,
            String reason)
            implements RunEvent {}

    /** Traffic was re-weighted: each routed replica with its weight, in order. */
    record Rebalanced(long atNanos, Map<ReplicaId, Double> weights) implements RunEvent {}

    /** A load stage began. */
    record StageStarted(long atNanos, int stage, double requestedRate) implements RunEvent {}

    /** The load was ended before its time, by a rule of the experiment. */
    record LoadCut(long atNanos, String reason) implements RunEvent {}

    /** Something a person should know. */
    record Note(long atNanos, Level level, String text) implements RunEvent {}

    /** How much it matters. */
    enum Level {
        INFO,
        WARN,
        FAIL
    }
}
