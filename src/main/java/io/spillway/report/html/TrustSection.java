package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Verdict;
import io.spillway.report.RunData;

import java.util.List;

/** Verdicts and doubts. */
final class TrustSection {
    private TrustSection() {}

    static void addTo(Html page, RunData data) {
        RunSummary.Validity validity = data.summary().validity();
        list(page, "Doubts", validity.doubts());
        list(page, "What could not be read", data.problems());
        if (!validity.verdicts().isEmpty()) {
            var table =
                    new Table("verdicts", "Verdicts by rule").words("Rule").words("").words("text");
            for (Verdict verdict : validity.verdicts()) {
                table.row(verdict.rule());
                switch (verdict.level()) {
                    case OK -> table.badge("ok", "ok");
                    case WARN -> table.badge("warn", "warn");
                    case FAIL -> table.badge("fail", "fail");
                }
                table.text(verdict.text());
            }
            table.addTo(page);
        }
        RunSummary.Requests requests = data.summary().requests();
        if (!requests.failuresByCause().isEmpty()) {
            var table =
                    new Table("failures", "Failures by cause").words("Cause").figures("requests");
            requests.failuresByCause().forEach((cause, count) -> table.row(cause).count(count));
            table.addTo(page);
        }
    }

    private static void list(Html page, String title, List<String> sentences) {
        if (sentences.isEmpty()) {
            return;
        }
        page.element("h3", title).open("ul");
        sentences.forEach(sentence -> page.element("li", sentence));
        page.close("ul").line();
    }
}
