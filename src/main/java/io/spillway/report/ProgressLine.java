package io.spillway.report;

import io.spillway.fleet.ReplicaState;
import io.spillway.record.SecondRow;

/** One second of a run as one line for a terminal. */
public final class ProgressLine {
    private ProgressLine() {}

    /**
     * {@code " 41 s 22.0/s sent in-flight 35 waiting 12 replicas 2+1 TTFT p95 1.21 s"}: what was
     * sent, what is under way, the fleet's queue, ready replicas plus those that start, and the
     * 95th percentile of this second from the intended send time. At most 80 columns.
     */
    public static String of(SecondRow row, Style style) {
        SecondRow.Counts counts = row.counts();
        var line = new StringBuilder();
        line.append(style.faint(Figures.say("%6.0f s", row.atNanos() / 1e9)));
        line.append("  ").append(counts.sent()).append("/s sent");
        line.append("  in-flight ").append(counts.inFlight());
        line.append("  waiting ").append(Figures.number(row.waiting()));
        line.append("  replicas ").append(replicas(row));
        line.append("  TTFT p95 ").append(Figures.latency(row.ttft().p95Seconds()));
        if (counts.held() > 0) {
            line.append("  ").append(style.warn("held " + counts.held()));
        }
        if (counts.errors() > 0) {
            line.append("  ").append(style.bad("errors " + counts.errors()));
        }
        return line.toString();
    }

    private static String replicas(SecondRow row) {
        int starting = row.count(ReplicaState.STARTING);
        int draining = row.count(ReplicaState.DRAINING);
        return row.count(ReplicaState.READY)
                + (starting > 0 ? "+" + starting : "")
                + (draining > 0 ? "-" + draining : "");
    }
}
