package io.spillway.analysis;

import io.spillway.record.SecondRow;

import java.util.List;

/** How long it takes until the service level holds again. */
public final class Recovery {
    private Recovery() {}

    /**
     * Seconds from a rise of the load until P95 TTFT has been within the limit for {@code calm}
     * seconds in a row; the first of these counts. Seconds without first tokens are neither good
     * nor bad. NaN when it does not happen; 0 when the limit was never exceeded.
     */
    public static double seconds(
            List<SecondRow> series, double riseSeconds, double limitSeconds, int calm) {
        int kept = 0;
        double since = riseSeconds;
        boolean exceeded = false;
        for (SecondRow row : series) {
            double end = row.atNanos() / 1e9;
            double p95 = row.ttft().p95Seconds();
            if (end <= riseSeconds || Double.isNaN(p95)) {
                continue;
            }
            if (p95 > limitSeconds) {
                kept = 0;
                since = end;
                exceeded = true;
            } else if (++kept == calm && exceeded) {
                return since - riseSeconds;
            }
        }
        return exceeded ? Double.NaN : 0;
    }
}
