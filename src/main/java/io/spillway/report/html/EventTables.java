package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;
import io.spillway.report.EventText;
import io.spillway.report.Figures;
import io.spillway.report.RunData;

import java.util.List;

/** What scaling did and why: the changes of size, the policy's checks, and everything else. */
final class EventTables {
    private static final int MAX_ROWS = 300;

    private EventTables() {}

    static void addTo(Html page, RunData data) {
        RunSummary.Scaling scaling = data.summary().scaling();
        if (scaling != null && !scaling.events().isEmpty()) {
            scalings(page, scaling.events());
        }
        checks(page, data.events());
        log(page, data.events());
    }

    private static void scalings(Html page, List<RunSummary.ScalingEvent> events) {
        var table =
                new Table("scaling", "Changes of the number of replicas")
                        .words("At")
                        .words("what")
                        .figures("from", "to")
                        .words("why");
        for (RunSummary.ScalingEvent event : events.subList(0, Math.min(MAX_ROWS, events.size()))) {
            table.row(Figures.at(event.atSeconds()));
            table.text(event.isOut() ? "scale-out" : "scale-in");
            table.count(event.from()).count(event.to()).text(event.reason());
        }
        table.addTo(page);
        more(page, events.size());
    }

    private static void more(Html page, int rows) {
        if (rows > MAX_ROWS) {
            page.element(
                    "p",
                    "and %s more, in events.jsonl".formatted(Figures.count(rows - MAX_ROWS)),
                    "class",
                    "muted");
        }
    }

    /** Checks that decided alike are one row. */
    private static void checks(Html page, List<RunEvent> events) {
        var table =
                new Table("checks", "What the policy decided at its checks")
                        .words("From")
                        .figures("checks", "signal", "ready", "target")
                        .words("decision");
        int rows = 0;
        int alike = 0;
        RunEvent.Checked first = null;
        RunEvent.Checked last = null;
        for (RunEvent event : events) {
            if (!(event instanceof RunEvent.Checked checked)) {
                continue;
            }
            if (first != null && last != null && !alike(first, checked)) {
                rows++;
                row(table, first, last, alike, rows);
                first = null;
            }
            if (first == null) {
                first = checked;
                alike = 0;
            }
            last = checked;
            alike++;
        }
        if (first == null || last == null) {
            return;
        }
        row(table, first, last, alike, ++rows);
        page.open("details").element("summary", "Decisions of the policy");
        table.addTo(page);
        more(page, rows);
        page.close("details").line();
    }

    private static boolean alike(RunEvent.Checked a, RunEvent.Checked b) {
        return a.decision() instanceof ScalingDecision.Hold
                && b.decision() instanceof ScalingDecision.Hold
                && a.target() == b.target()
                && a.ready() == b.ready();
    }

    private static void row(
            Table table, RunEvent.Checked first, RunEvent.Checked last, int checks, int row) {
        if (row > MAX_ROWS) {
            return;
        }
        table.row(Figures.at(first.atNanos() / 1e9)).count(checks).number(last.signal());
        table.count(last.ready()).count(last.target()).text(decision(last));
    }

    private static String decision(RunEvent.Checked checked) {
        return switch (checked.decision()) {
            case ScalingDecision.Hold hold -> "hold: " + hold.reason();
            case ScalingDecision.ScaleTo scale ->
                    "scale to %d: %s".formatted(scale.replicas(), scale.reason());
            case ScalingDecision.Abstain abstain -> abstain.reason();
        };
    }

    private static void log(Html page, List<RunEvent> events) {
        var table =
                new Table("events", "Everything that happened, checks aside")
                        .words("At")
                        .words("what");
        int rows = 0;
        for (RunEvent event : events) {
            if (event instanceof RunEvent.Checked) {
                continue;
            }
            rows++;
            if (rows <= MAX_ROWS) {
                table.row(Figures.at(event.atNanos() / 1e9)).text(EventText.words(event));
            }
        }
        if (table.isEmpty()) {
            return;
        }
        page.open("details").element("summary", "Event log");
        table.addTo(page);
        more(page, rows);
        page.close("details").line();
    }
}
