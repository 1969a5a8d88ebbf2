package io.spillway.sim.cluster;

/**
 * Something that goes wrong with one replica. Times are run time in nanoseconds; windows are
 * half-open.
 */
public sealed interface Fault {

    /** Whom it befalls: the ordinal of {@link io.spillway.fleet.ReplicaSpec}. */
    int ordinal();

    /** Its health route never answers, though its weights load. */
    record NeverReady(int ordinal) implements Fault {}

    /** Its start takes so many times as long. */
    record SlowStart(int ordinal, double factor) implements Fault {
        public SlowStart {
            if (!(factor > 0)) {
                throw new IllegalArgumentException("factor is not above 0: " + factor);
            }
        }
    }

    /** It dies at this time, if it exists then; its requests see the connection reset. */
    record Dies(int ordinal, long atNanos) implements Fault {}

    /** Its metrics are wrong for a while. */
    sealed interface Metrics extends Fault {
        long fromNanos();

        long toNanos();

        default boolean covers(long nanos) {
            return nanos >= fromNanos() && nanos < toNanos();
        }
    }

    /** Its metrics route does not answer by the deadline. */
    record MetricsMissing(int ordinal, long fromNanos, long toNanos) implements Metrics {}

    /** Its metrics route repeats what it last said before the window. */
    record MetricsFrozen(int ordinal, long fromNanos, long toNanos) implements Metrics {}

    /** One of its series has this value, whatever the truth. */
    record MetricsLying(int ordinal, long fromNanos, long toNanos, String signal, double value)
            implements Metrics {}
}
