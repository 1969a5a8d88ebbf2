package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.fleet.RunEvent;
import io.spillway.report.EventText;
import io.spillway.report.Figures;
import io.spillway.report.RunData;

import java.util.Comparator;
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

    /** Checks that decided alike, and for the same reason but for its figures, are one row. */
    private static void checks(Html page, List<RunEvent> events) {
        List<CheckRow> rows = CheckRow.of(events);
        if (rows.isEmpty()) {
            return;
        }
        var table =
                new Table("checks", "What the policy decided at its checks")
                        .words("At")
                        .figures("checks", "signal", "ready", "target")
                        .words("decision");
        for (CheckRow row : rows.subList(0, Math.min(MAX_ROWS, rows.size()))) {
            table.row(row.when()).count(row.checks());
            table.text(row.signal()).count(row.last().ready()).count(row.last().target());
            table.text(row.decision());
        }
        page.open("details").element("summary", "Decisions of the policy");
        table.addTo(page);
        more(page, rows.size());
        page.close("details").line();
    }

    private static void log(Html page, List<RunEvent> events) {
        var table =
                new Table("events", "Everything that happened, checks aside")
                        .words("At")
                        .words("what");
        int rows = 0;
        // Some are told late: a start's first phases are known when it has begun.
        List<RunEvent> inOrder =
                events.stream()
                        .filter(event -> !(event instanceof RunEvent.Checked))
                        .sorted(Comparator.comparingLong(RunEvent::atNanos))
                        .toList();
        for (RunEvent event : inOrder) {
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
