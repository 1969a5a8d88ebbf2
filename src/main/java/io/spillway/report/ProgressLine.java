package io.spillway.report;

import io.spillway.fleet.ReplicaState;
import io.spillway.record.SecondRow;

/** One second of a run as one line for a terminal. */
public final class ProgressLine {
    // One less than a terminal has: a full line would wrap, and could not be overwritten.
    private static final int COLUMNS = 79;
    private static final Words LONG =
            new Words(
                    "  ", "/s sent", "in-flight ", "waiting ", "replicas ", "TTFT p95 ", "errors ");
    private static final Words SHORT =
            new Words(" ", "/s", "flight ", "wait ", "repl ", "p95 ", "err ");

    private record Words(
            String gap,
            String sent,
            String inFlight,
            String waiting,
            String replicas,
            String ttft,
            String errors) {}

    private ProgressLine() {}

    /**
     * {@code " 41 s 22/s sent in-flight 35 waiting 12 replicas 2+1 TTFT p95 1.21 s"}: what was
     * sent, what is under way, the fleet's queue, ready replicas plus those that start, and the
     * 95th percentile of this second from the intended send time. With shorter words where it would
     * not fit 80 columns.
     */
    public static String of(SecondRow row, Style style) {
        boolean fits = line(row, Style.PLAIN, LONG).length() <= COLUMNS;
        return line(row, style, fits ? LONG : SHORT);
    }

    private static String line(SecondRow row, Style style, Words words) {
        SecondRow.Counts counts = row.counts();
        var line = new StringBuilder();
        line.append(style.faint(Figures.say("%6.0f s", row.atNanos() / 1e9)));
        line.append(words.gap).append(counts.sent()).append(words.sent);
        line.append(words.gap).append(words.inFlight).append(counts.inFlight());
        line.append(words.gap).append(words.waiting).append(Figures.number(row.waiting()));
        line.append(words.gap).append(words.replicas).append(replicas(row));
        String ttft = Figures.latency(row.ttft().p95Seconds());
        line.append(words.gap).append(words.ttft).append(ttft);
        if (counts.held() > 0) {
            line.append(words.gap).append(style.warn("held " + counts.held()));
        }
        if (counts.errors() > 0) {
            line.append(words.gap).append(style.bad(words.errors + counts.errors()));
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
