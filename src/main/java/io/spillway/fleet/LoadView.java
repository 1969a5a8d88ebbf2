package io.spillway.fleet;

/**
 * The driver's own view of the load, over its last few seconds. Rates are per second; latencies are
 * seconds, from the intended send time, NaN when nothing finished in the window.
 */
public record LoadView(
        int inFlight,
        int held,
        double offeredPerSecond,
        double sentPerSecond,
        double finishedPerSecond,
        double failedPerSecond,
        double inputTokensPerSecond,
        double outputTokensPerSecond,
        double ttftP50Seconds,
        double ttftP95Seconds,
        double itlP50Seconds,
        double itlP95Seconds) {

    public static final LoadView IDLE =
            new LoadView(0, 0, 0, 0, 0, 0, 0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
