package io.spillway.report;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Verdict;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;

/**
 * A run as JUnit XML: one case for each objective, one for whether the measurement is valid, and
 * one for whether any request succeeded. A missed objective is a failure; one that could not be
 * measured, and a measurement that is not valid, are errors.
 */
public final class JunitXml {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private int failures;
    private int errors;
    private int tests;
    private final StringBuilder cases = new StringBuilder();

    private JunitXml() {}

    /** The document, UTF-8, ending in a line end. */
    public static String of(RunSummary summary) {
        return new JunitXml().render(summary);
    }

    private String render(RunSummary summary) {
        RunSummary.Slo slo = summary.slo();
        if (slo != null) {
            SloLine.of(slo).forEach(this::objective);
        }
        validity(summary.validity());
        RunSummary.Requests requests = summary.requests();
        if (requests.succeeded() > 0) {
            passed("requests", "requests succeed");
        } else {
            failed(
                    "requests",
                    "requests succeed",
                    "failure",
                    "none of %d requests succeeded: %s"
                            .formatted(requests.scheduled(), requests.failuresByCause()));
        }
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="%s" tests="%d" failures="%d" errors="%d" skipped="0" time="%s" timestamp="%s">
        %s</testsuite>
        """
                .formatted(
                        escape("spillway." + summary.identity().runId()),
                        tests,
                        failures,
                        errors,
                        Json.decimal(summary.durationSeconds(), 3),
                        LOCAL.format(summary.identity().startedAt()),
                        cases);
    }

    private void objective(SloLine line) {
        String figures = "%s, limit %s".formatted(line.measuredText(), line.limitText());
        switch (line.outcome()) {
            case MET -> passed("slo", line.key());
            case MISSED ->
                    failed("slo", line.key(), "failure", "%s is %s".formatted(line.key(), figures));
            case UNMEASURED ->
                    failed(
                            "slo",
                            line.key(),
                            "error",
                            "%s could not be measured".formatted(line.key()));
        }
    }

    private void validity(RunSummary.Validity validity) {
        if (validity.valid()) {
            passed("measurement", "is valid");
            return;
        }
        var why = new ArrayList<String>(validity.doubts());
        for (Verdict verdict : validity.verdicts()) {
            if (verdict.level() == Verdict.Level.FAIL) {
                why.add(verdict.rule() + ": " + verdict.text());
            }
        }
        failed("measurement", "is valid", "error", String.join("; ", why));
    }

    private void passed(String group, String name) {
        tests++;
        cases.append(
                "  <testcase classname=\"spillway.%s\" name=\"%s\"/>\n"
                        .formatted(group, escape(name)));
    }

    private void failed(String group, String name, String kind, String message) {
        tests++;
        if (kind.equals("failure")) {
            failures++;
        } else {
            errors++;
        }
        cases.append(
                """
                  <testcase classname="spillway.%s" name="%s">
                    <%s message="%s"/>
                  </testcase>
                """
                        .formatted(group, escape(name), kind, escape(message)));
    }

    private static String escape(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> out.append("&amp;");
                                case '<' -> out.append("&lt;");
                                case '>' -> out.append("&gt;");
                                case '"' -> out.append("&quot;");
                                default -> out.appendCodePoint(isAllowed(c) ? c : '?');
                            }
                        });
        return out.toString();
    }

    /** Characters of XML 1.0 that need no escape in an attribute. */
    private static boolean isAllowed(int c) {
        return (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || c >= 0x10000;
    }
}
