package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.fleet.StartPhase;
import io.spillway.report.Figures;
import io.spillway.report.FleetText;
import io.spillway.report.StartTimes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The start of each replica as a bar, one piece a phase, all on the same scale. Drawn without
 * scripts; widths are per cent, so that words keep their size in any window.
 */
final class WaterfallPicture {
    private static final int ROW = 34;
    private static final int MAX_ROWS = 40;
    private static final List<String> KINDS =
            List.of(
                    "noticing and deciding",
                    "creating, finding a node, pulling the image",
                    "starting the process, loading the model",
                    "preparing to serve",
                    "first request and first token");

    private WaterfallPicture() {}

    /** Every start of which at least two phases are known. */
    static List<StartTimes> starts(RunSummary summary) {
        RunSummary.Scaling scaling = summary.scaling();
        return scaling == null
                ? List.of()
                : new ArrayList<>(
                        scaling.waterfalls().stream()
                                .map(StartTimes::of)
                                .filter(Objects::nonNull)
                                .map(StartTimes::withoutWaitingForLoad)
                                .toList());
    }

    static void addTo(Html page, List<StartTimes> starts, FleetText fleet) {
        List<StartTimes> shown = starts.subList(0, Math.min(MAX_ROWS, starts.size()));
        double longest = shown.stream().mapToDouble(StartTimes::wholeSeconds).max().orElse(1);
        page.open("figure", "id", "waterfall")
                .element("h3", "From the check that saw an overload to the first token");
        page.element(
                "figcaption",
                "One bar a replica, all on one scale; the first replicas of a run from being asked for to ready. "
                        + fleet.startNote()
                        + (starts.size() > MAX_ROWS
                                ? " The first %d of %d.".formatted(MAX_ROWS, starts.size())
                                : ""));
        page.open("div", "class", "waterfall");
        for (StartTimes start : shown) {
            bar(page, start, longest);
        }
        page.close("div");
        legend(page);
        page.close("figure").line();
        table(page, shown, fleet);
    }

    /** Phases that one part of the system is to blame for have one colour. */
    private static int kind(StartPhase phase) {
        return switch (phase) {
            case DETECT, DECIDE -> 0;
            case CREATE, SCHEDULE, PULL -> 1;
            case START, INIT, LOAD -> 2;
            case READY -> 3;
            case FIRST_ROUTED, FIRST_TOKEN -> 4;
        };
    }

    private static void legend(Html page) {
        page.open("ul", "class", "legend");
        for (int kind = 0; kind < KINDS.size(); kind++) {
            page.open("li").open("svg", "width", "14", "height", "14", "aria-hidden", "true");
            page.empty(
                    "rect",
                    "class",
                    "piece k" + kind,
                    "x",
                    "0.5",
                    "y",
                    "0.5",
                    "width",
                    "13",
                    "height",
                    "13",
                    "rx",
                    "2");
            page.close("svg").text(KINDS.get(kind)).close("li");
        }
        page.close("ul");
    }

    private static void bar(Html page, StartTimes start, double longest) {
        String label =
                "%s%s, from %s: %s in all"
                        .formatted(
                                start.replica(),
                                start.isScaleOut() ? "" : " (there from the start)",
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
        String words = span.words() + " " + Figures.part(span.seconds());
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
                "piece k" + kind(span.until()),
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

    private static void table(Html page, List<StartTimes> starts, FleetText fleet) {
        var table =
                new Table("phases", "Seconds each phase took")
                        .words("Replica")
                        .words("Phase")
                        .figures("until", "took")
                        .words("set or measured");
        for (StartTimes start : starts) {
            double at = start.fromSeconds();
            for (StartTimes.Span span : start.spans()) {
                at += span.seconds();
                table.row(start.replica().value());
                table.text("%s (until %s)".formatted(span.words(), span.label()));
                table.at(at);
                table.latency(span.seconds());
                table.text(fleet.isSet(span.until()) ? "set" : "measured");
            }
        }
        page.open("details").element("summary", "The same as a table");
        table.addTo(page);
        page.close("details").line();
    }
}
