package io.spillway.report.html;

import io.spillway.fleet.StartPhase;
import io.spillway.report.Figures;
import io.spillway.report.StartTimes;

import java.util.List;
import java.util.Locale;

/**
 * The start of each replica as a bar, one piece a phase, all on the same scale. Drawn without
 * scripts; widths are per cent, so that words keep their size in any window.
 */
final class WaterfallPicture {
    private static final int ROW = 34;
    private static final int MAX_ROWS = 40;
    private static final int COLOURS = 8;
    private static final List<StartPhase> PHASES = List.of(StartPhase.values());

    private WaterfallPicture() {}

    static void addTo(Html page, List<StartTimes> starts) {
        List<StartTimes> shown = starts.subList(0, Math.min(MAX_ROWS, starts.size()));
        double longest = shown.stream().mapToDouble(StartTimes::wholeSeconds).max().orElse(1);
        page.open("figure", "id", "waterfall").element("h3", "From overload to first token");
        page.element(
                "figcaption",
                "one bar a replica, from the first sign of overload (the first replicas: from being asked for); each piece ends when the phase it names is reached"
                        + (starts.size() > MAX_ROWS
                                ? "; the first %d of %d".formatted(MAX_ROWS, starts.size())
                                : ""));
        page.open("div", "class", "waterfall");
        for (StartTimes start : shown) {
            bar(page, start, longest);
        }
        page.close("div").close("figure").line();
        table(page, shown);
    }

    private static void bar(Html page, StartTimes start, double longest) {
        String label =
                "%s%s, from %s: %s in all"
                        .formatted(
                                start.replica(),
                                start.isScaleOut() ? "" : " (one of the first)",
                                Figures.at(start.fromSeconds()),
                                Figures.span(start.wholeSeconds()));
        page.element("div", label, "class", "bar-label");
        page.open("svg", "width", "100%", "height", String.valueOf(ROW), "role", "img");
        page.element("title", label);
        double at = 0;
        for (StartTimes.Span span : start.spans()) {
            piece(page, span, at / longest, span.seconds() / longest);
            at += span.seconds();
        }
        page.close("svg").line();
    }

    private static void piece(Html page, StartTimes.Span span, double from, double width) {
        String words = span.label() + " " + Figures.span(span.seconds());
        // A picture in the picture: words that do not fit are cut off at its edge.
        page.open(
                "svg",
                "x",
                percent(from),
                "y",
                "0",
                "width",
                percent(width),
                "height",
                String.valueOf(ROW));
        page.open("g").element("title", words);
        page.empty(
                "rect",
                "class",
                "piece p" + PHASES.indexOf(span.until()) % COLOURS,
                "x",
                "0.5",
                "y",
                "1",
                "width",
                "100%",
                "height",
                String.valueOf(ROW - 2),
                "rx",
                "2");
        page.close("g");
        if (width >= 0.04) {
            page.element("text", words, "x", "6", "y", "21");
        }
        page.close("svg");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f%%", 100 * share);
    }

    private static void table(Html page, List<StartTimes> starts) {
        var table =
                new Table("phases", "Seconds each phase took")
                        .words("Replica")
                        .words("Phase")
                        .figures("at", "took");
        for (StartTimes start : starts) {
            double at = start.fromSeconds();
            for (StartTimes.Span span : start.spans()) {
                at += span.seconds();
                table.row(start.replica().value());
                table.text(span.label() + " (" + span.words() + ")");
                table.at(at);
                table.latency(span.seconds());
            }
        }
        page.open("details").element("summary", "The same as a table");
        table.addTo(page);
        page.close("details").line();
    }
}
