package io.spillway.record;

/**
 * The part of the load whose requests enter the statistics: those intended in [{@code fromNanos},
 * {@code toNanos}), counted from the start of the load. Requests outside are still sent, counted
 * and written, but leave no trace in latencies, throughput and attainment.
 *
 * @param fromNanos end of the warm-up
 * @param toNanos start of the cool-down, {@link Long#MAX_VALUE} for none
 */
public record StatsWindow(long fromNanos, long toNanos) {

    /** Everything counts. */
    public static final StatsWindow WHOLE = new StatsWindow(0, Long.MAX_VALUE);

    public StatsWindow {
        if (fromNanos < 0 || toNanos <= fromNanos) {
            throw new IllegalArgumentException(
                    "statistics window is empty: %d to %d ns".formatted(fromNanos, toNanos));
        }
    }

    /** Leaves out the first and the last part of a load of the given length. */
    public static StatsWindow without(long warmUpNanos, long coolDownNanos, long loadNanos) {
        return new StatsWindow(
                warmUpNanos, coolDownNanos == 0 ? Long.MAX_VALUE : loadNanos - coolDownNanos);
    }

    /** Whether a request intended then, since the start of the load, counts. */
    public boolean contains(long sinceLoadNanos) {
        return sinceLoadNanos >= fromNanos && sinceLoadNanos < toNanos;
    }

    public boolean isWhole() {
        return fromNanos == 0 && toNanos == Long.MAX_VALUE;
    }
}
