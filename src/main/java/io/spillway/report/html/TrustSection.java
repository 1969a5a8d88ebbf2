package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Verdict;
import io.spillway.report.Reservations;
import io.spillway.report.Rules;
import io.spillway.report.RunData;

import java.util.HashSet;
import java.util.List;

/** Reservations, and the rules that they come from. */
final class TrustSection {
    private TrustSection() {}

    static void addTo(Html page, RunData data) {
        List<String> reservations = Reservations.of(data);
        page.element("h3", "Reservations");
        if (reservations.isEmpty()) {
            page.element("p", "None.");
        } else {
            page.open("ul");
            reservations.forEach(each -> page.element("li", each));
            page.close("ul").line();
        }
        rules(page, data.summary().validity().verdicts());
        RunSummary.Requests requests = data.summary().requests();
        if (!requests.failuresByCause().isEmpty()) {
            var table =
                    new Table("failures", "Failures by cause").words("Cause").figures("requests");
            requests.failuresByCause().forEach((cause, count) -> table.row(cause).count(count));
            table.addTo(page);
        }
    }

    private static void rules(Html page, List<Verdict> verdicts) {
        if (verdicts.isEmpty()) {
            return;
        }
        var judged = new HashSet<String>();
        var table =
                new Table("verdicts", "Verdicts by rule")
                        .words("Rule")
                        .words("")
                        .words("says")
                        .words("about");
        for (Verdict verdict : verdicts) {
            String rule = verdict.rule();
            judged.add(rule);
            table.row(rule + " " + Rules.name(rule));
            switch (verdict.level()) {
                case OK -> table.badge("ok", "ok");
                case WARN -> table.badge("warn", "warn");
                case FAIL -> table.badge("fail", "fail");
            }
            table.text(verdict.text());
            table.text(Rules.isOfTheMeasurement(rule) ? "the measurement" : "the result");
        }
        table.addTo(page);
        page.element(
                "p",
                "What a rule says against the measurement is a reservation; what it says of the result is not. Not judged, for want of what they need: %s."
                        .formatted(String.join(", ", Rules.without(judged))),
                "class",
                "muted");
    }
}
