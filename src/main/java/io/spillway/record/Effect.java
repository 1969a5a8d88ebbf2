package io.spillway.record;

/**
 * What scaling did to TTFT, counted from the intended send time; seconds, NaN when nothing was
 * measured.
 *
 * @param worstTtftP95Seconds the 95th percentile of the worst five seconds: of all windows of five
 *     whole seconds since the start of the load, by intended time, the largest
 * @param settledTtftP95Seconds the 95th percentile of requests intended in the last ten seconds
 *     before the load falls for good
 * @param worst the first such window; a request belongs to it when it should have been sent in it
 * @param settled those ten seconds
 */
public record Effect(
        double worstTtftP95Seconds, double settledTtftP95Seconds, Window worst, Window settled) {

    /** From one time to another, in seconds. */
    public record Window(double fromSeconds, double toSeconds) {
        public static final Window UNKNOWN = new Window(Double.NaN, Double.NaN);

        public boolean isKnown() {
            return fromSeconds < toSeconds;
        }

        private Window later(double seconds) {
            return new Window(fromSeconds + seconds, toSeconds + seconds);
        }
    }

    /** Of unknown windows. */
    public Effect(double worstTtftP95Seconds, double settledTtftP95Seconds) {
        this(worstTtftP95Seconds, settledTtftP95Seconds, Window.UNKNOWN, Window.UNKNOWN);
    }

    /** The same by another clock: that of the run, from that of the load. */
    Effect later(double seconds) {
        return new Effect(
                worstTtftP95Seconds,
                settledTtftP95Seconds,
                worst.later(seconds),
                settled.later(seconds));
    }
}
