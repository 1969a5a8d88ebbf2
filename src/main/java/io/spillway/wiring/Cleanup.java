package io.spillway.wiring;

import io.spillway.actuate.process.ProcessActuator;
import io.spillway.actuate.process.ProcessLedger;
import io.spillway.fleet.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds and removes what runs left behind. Every line returned is a sentence for people. */
public final class Cleanup {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private Cleanup() {}

    /** What is there, one line each; empty when nothing is. */
    public static List<String> leftovers() {
        var ledger = new ProcessLedger(StateFolder.processes());
        var lines = new ArrayList<String>();
        for (RunId run : ledger.runs()) {
            for (ProcessLedger.Entry entry : ledger.entries(run)) {
                String alive = ProcessActuator.isRunning(entry) ? "runs" : "has ended";
                lines.add(
                        "run %s: process %s, pid %d on port %d, %s"
                                .formatted(
                                        run, entry.replica(), entry.pid(), entry.port(), alive));
            }
        }
        return lines;
    }

    /** Ends a run's processes. */
    public static List<String> processes(RunId run) throws InterruptedException {
        var ledger = new ProcessLedger(StateFolder.processes());
        var lines = new ArrayList<String>();
        for (ProcessLedger.Entry entry : ledger.entries(run)) {
            boolean ended = ProcessActuator.end(entry, GRACE);
            if (ended) {
                ledger.remove(run, entry.replica());
            }
            lines.add(
                    "%s process %s, pid %d on port %d"
                            .formatted(
                                    ended ? "Stopped" : "Could not stop",
                                    entry.replica(),
                                    entry.pid(),
                                    entry.port()));
        }
        return lines;
    }
}
