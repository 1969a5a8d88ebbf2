package io.spillway.report.html;

import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;
import io.spillway.report.Figures;

import java.util.ArrayList;
import java.util.List;

/**
 * Checks in a row that decided the same for the same reason, figures in it aside.
 *
 * @param before replicas asked for before the first of them
 * @param least the least signal; NaN when none had one
 */
record CheckRow(
        RunEvent.Checked first,
        RunEvent.Checked last,
        int checks,
        int before,
        double least,
        double greatest) {

    static List<CheckRow> of(List<RunEvent> events) {
        var rows = new ArrayList<CheckRow>();
        CheckRow open = null;
        for (RunEvent event : events) {
            if (!(event instanceof RunEvent.Checked check)) {
                continue;
            }
            if (open != null && open.isLike(check)) {
                open = open.and(check);
                continue;
            }
            // Before the first check what is ready is what was asked for.
            int before = open == null ? check.ready() : open.last.target();
            if (open != null) {
                rows.add(open);
            }
            open = new CheckRow(check, check, 1, before, check.signal(), check.signal());
        }
        if (open != null) {
            rows.add(open);
        }
        return rows;
    }

    private CheckRow and(RunEvent.Checked check) {
        return new CheckRow(
                first,
                check,
                checks + 1,
                before,
                lesser(least, check.signal()),
                -lesser(-greatest, -check.signal()));
    }

    private static double lesser(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
    }

    private boolean isLike(RunEvent.Checked check) {
        return isNoChange()
                && check.target() == last.target()
                && check.ready() == last.ready()
                && check.decision().getClass() == last.decision().getClass()
                && shape(check).equals(shape(last));
    }

    private boolean isNoChange() {
        return last.target() == before;
    }

    /** The words of a decision; two checks that differ in amounts alone have the same. */
    private static String shape(RunEvent.Checked check) {
        // A count of so many in a row, as (1/2), is a step on the way, not an amount.
        return words(check).replaceAll("(?<![\\d/(])\\d+(\\.\\d+)?(?![\\d/])", "#");
    }

    /** {@code "8.0 s"}, {@code "8.0 s to 18.0 s"}. */
    String when() {
        String from = Figures.at(first.atNanos() / 1e9);
        return checks == 1 ? from : from + " to " + Figures.at(last.atNanos() / 1e9);
    }

    /** {@code "0"}, {@code "17 to 66"}. */
    String signal() {
        String from = Figures.number(least);
        String to = Figures.number(greatest);
        return from.equals(to) ? from : from + " to " + to;
    }

    String decision() {
        String reason =
                words(first).equals(words(last)) ? words(last) : words(last) + " (at the last)";
        return switch (last.decision()) {
            case ScalingDecision.Hold _ -> "hold: " + reason;
            case ScalingDecision.ScaleTo scale ->
                    isNoChange()
                            ? "no change, %d already asked for: %s".formatted(before, reason)
                            : "scale to %d: %s".formatted(scale.replicas(), reason);
            case ScalingDecision.Abstain _ -> reason;
        };
    }

    private static String words(RunEvent.Checked check) {
        return switch (check.decision()) {
            case ScalingDecision.Hold hold -> hold.reason();
            case ScalingDecision.ScaleTo scale -> scale.reason();
            case ScalingDecision.Abstain abstain -> abstain.reason();
        };
    }
}
