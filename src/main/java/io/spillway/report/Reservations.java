package io.spillway.report;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Verdict;

import java.util.ArrayList;
import java.util.List;

/**
 * What to keep in mind about a measurement: the one list that badge, story, console and rules count
 * by. Warnings and failures of the rules on how it was measured come first, then what was noticed
 * on the way, then what could not be read.
 */
public final class Reservations {
    private Reservations() {}

    /** Sentences; empty when nothing speaks against it. */
    public static List<String> of(RunData data) {
        var list = new ArrayList<String>(of(data.summary().validity()));
        data.problems().forEach(problem -> list.add(Story.sentence("files: " + problem)));
        return list;
    }

    /** Of a summary alone. */
    public static List<String> of(RunSummary.Validity validity) {
        var list = new ArrayList<String>();
        for (Verdict.Level level : List.of(Verdict.Level.FAIL, Verdict.Level.WARN)) {
            for (Verdict verdict : validity.verdicts()) {
                if (verdict.level() == level && Rules.isOfTheMeasurement(verdict.rule())) {
                    list.add(
                            "%s (rule %s)."
                                    .formatted(
                                            Story.capitalised(
                                                    verdict.text().replaceFirst("\\.$", "")),
                                            verdict.rule()));
                }
            }
        }
        validity.doubts().forEach(doubt -> list.add(Story.sentence(doubt)));
        return list;
    }

    /** {@code "valid"}, {@code "valid, with 2 reservations"}, {@code "not valid"}. */
    public static String words(RunSummary.Validity validity, int reservations) {
        if (!validity.valid()) {
            return "not valid";
        }
        return reservations == 0
                ? "valid"
                : "valid, with " + Figures.count(reservations, "reservation");
    }
}
