package io.spillway.report.html;

import io.spillway.report.Figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * A picture of lines and points over two axes, drawn without scripts. Across, positions are per
 * cent, so that the picture takes any width while words and marks keep their size. Series differ by
 * dash and mark, not by colour alone.
 */
final class Plot {
    private static final int HEIGHT = 300;
    private static final int TOP = 12;
    private static final int BOTTOM = 44;
    private static final int COLOURS = 8;
    private static final List<String> DASHES = List.of("none", "8 4", "2 3", "10 3 2 3");
    private static final List<String> MARKS =
            List.of(
                    "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0",
                    "M-4,-4h8v8h-8z",
                    "M0,-5L5,4H-5z",
                    "M0,-5L5,0L0,5L-5,0z");

    private final String title;
    private final String note;
    private final Axis x;
    private final Axis y;
    private final List<Series> series = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private boolean fromZero = true;

    /** An axis with its title and its way to show values. */
    record Axis(String title, DoubleFunction<String> format) {
        static Axis of(String title) {
            return new Axis(title, Figures::number);
        }

        static Axis latency(String title) {
            return new Axis(title, Figures::latency);
        }

        static Axis percent(String title) {
            return new Axis(title, Figures::percent);
        }
    }

    /** A point; its label is shown by browsers when pointed at. */
    record Point(double x, double y, String label) {}

    private record Series(
            String label, boolean joined, boolean marked, List<Point> points, int look) {}

    private record Line(double at, boolean upright, String label) {}

    Plot(String title, String note, Axis x, Axis y) {
        this.title = title;
        this.note = note;
        this.x = x;
        this.y = y;
    }

    /** The axes begin near the least values instead of at 0. */
    Plot closeUp() {
        fromZero = false;
        return this;
    }

    /** Points joined by lines, in their order. */
    Plot line(String label, List<Point> points) {
        series.add(new Series(label, true, true, known(points), series.size()));
        return this;
    }

    /** A line without marks, for what was not measured. */
    Plot path(String label, List<Point> points) {
        series.add(new Series(label, true, false, known(points), series.size()));
        return this;
    }

    Plot points(String label, List<Point> points) {
        series.add(new Series(label, false, true, known(points), series.size()));
        return this;
    }

    private static List<Point> known(List<Point> points) {
        return points.stream()
                .filter(point -> Double.isFinite(point.x) && Double.isFinite(point.y))
                .toList();
    }

    /** An upright line across the picture; nothing when the value is not known. */
    Plot upright(double at, String label) {
        return mark(new Line(at, true, label));
    }

    /** A level line; nothing when the value is not known. */
    Plot level(double at, String label) {
        return mark(new Line(at, false, label));
    }

    private Plot mark(Line line) {
        if (Double.isFinite(line.at)) {
            lines.add(line);
        }
        return this;
    }

    void addTo(Html page) {
        Scale across = scale(true);
        Scale up = scale(false);
        page.open("figure").element("h3", title).element("figcaption", note);
        page.open("div", "class", "plot");
        page.open(
                "svg",
                "class",
                "scale",
                "width",
                "64",
                "height",
                px(HEIGHT),
                "aria-hidden",
                "true");
        for (double tick : up.ticks) {
            page.element(
                    "text",
                    y.format.apply(tick),
                    "x",
                    "58",
                    "y",
                    px(down(tick, up) + 4),
                    "text-anchor",
                    "end");
        }
        page.close("svg");
        page.open("svg", "class", "area", "width", "100%", "height", px(HEIGHT), "role", "img");
        page.element("title", title + ": " + describe());
        grid(page, across, up);
        for (Line line : lines) {
            draw(page, line, across, up);
        }
        for (Series each : series) {
            draw(page, each, across, up);
        }
        page.close("svg").close("div");
        legend(page);
        page.close("figure").line();
    }

    /** Where values lie between the two ends of an axis. */
    private record Scale(List<Double> ticks) {
        double share(double value) {
            return (value - ticks.getFirst()) / (ticks.getLast() - ticks.getFirst());
        }
    }

    private Scale scale(boolean ofX) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (Series each : series) {
            for (Point point : each.points) {
                double value = ofX ? point.x : point.y;
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        for (Line line : lines) {
            if (line.upright == ofX) {
                least = Math.min(least, line.at);
                most = Math.max(most, line.at);
            }
        }
        boolean near = !fromZero && Double.isFinite(least);
        return new Scale(near ? Ticks.between(least, most) : Ticks.upTo(most));
    }

    private String describe() {
        var words = new StringBuilder(y.title + " over " + x.title);
        for (Series each : series) {
            words.append("; ").append(each.label).append(": ");
            words.append(Figures.count(each.points.size(), "point"));
        }
        return words.toString();
    }

    private void grid(Html page, Scale across, Scale up) {
        for (double tick : up.ticks) {
            String at = px(down(tick, up));
            page.empty("line", "class", "grid", "x1", "0", "x2", "100%", "y1", at, "y2", at);
        }
        for (double tick : across.ticks) {
            String at = across(tick, across);
            page.empty(
                    "line",
                    "class",
                    "grid",
                    "x1",
                    at,
                    "x2",
                    at,
                    "y1",
                    px(TOP),
                    "y2",
                    px(HEIGHT - BOTTOM));
            double share = across.share(tick);
            String anchor = share == 0 ? "start" : share >= 0.97 ? "end" : "middle";
            page.element(
                    "text",
                    x.format.apply(tick),
                    "x",
                    at,
                    "y",
                    px(HEIGHT - BOTTOM + 16),
                    "text-anchor",
                    anchor);
        }
        page.element("text", y.title, "x", "4", "y", px(TOP + 4), "class", "axis");
        page.element(
                "text",
                x.title,
                "x",
                "100%",
                "y",
                px(HEIGHT - 8),
                "text-anchor",
                "end",
                "class",
                "axis");
    }

    private void draw(Html page, Line line, Scale across, Scale up) {
        if (line.upright) {
            String at = across(line.at, across);
            page.empty(
                    "line",
                    "class",
                    "limit",
                    "x1",
                    at,
                    "x2",
                    at,
                    "y1",
                    px(TOP),
                    "y2",
                    px(HEIGHT - BOTTOM));
            String anchor = across.share(line.at) > 0.6 ? "end" : "start";
            page.element(
                    "text",
                    line.label,
                    "class",
                    "limit",
                    "x",
                    at,
                    "y",
                    px(TOP + 20),
                    "dx",
                    anchor.equals("end") ? "-5" : "5",
                    "text-anchor",
                    anchor);
        } else {
            String at = px(down(line.at, up));
            page.empty("line", "class", "limit", "x1", "0", "x2", "100%", "y1", at, "y2", at);
            page.element(
                    "text",
                    line.label,
                    "class",
                    "limit",
                    "x",
                    "100%",
                    "y",
                    px(down(line.at, up) - 4),
                    "text-anchor",
                    "end");
        }
    }

    private void draw(Html page, Series each, Scale across, Scale up) {
        String look = "s" + each.look % COLOURS;
        String dash = DASHES.get(each.look % DASHES.size());
        for (int i = 1; each.joined && i < each.points.size(); i++) {
            Point from = each.points.get(i - 1);
            Point to = each.points.get(i);
            page.empty(
                    "line",
                    "class",
                    look,
                    "stroke-dasharray",
                    dash,
                    "x1",
                    across(from.x, across),
                    "y1",
                    px(down(from.y, up)),
                    "x2",
                    across(to.x, across),
                    "y2",
                    px(down(to.y, up)));
        }
        if (!each.marked) {
            return;
        }
        for (Point point : each.points) {
            page.open(
                    "svg",
                    "x",
                    across(point.x, across),
                    "y",
                    px(down(point.y, up)),
                    "overflow",
                    "visible");
            page.open("path", "class", look, "d", MARKS.get(each.look % MARKS.size()));
            page.element("title", point.label).close("path").close("svg");
        }
    }

    private void legend(Html page) {
        if (series.size() < 2) {
            return;
        }
        page.open("ul", "class", "legend");
        for (Series each : series) {
            String look = "s" + each.look % COLOURS;
            page.open("li").open("svg", "width", "28", "height", "10", "aria-hidden", "true");
            if (each.joined) {
                page.empty(
                        "line",
                        "class",
                        look,
                        "x1",
                        "0",
                        "x2",
                        "28",
                        "y1",
                        "5",
                        "y2",
                        "5",
                        "stroke-dasharray",
                        DASHES.get(each.look % DASHES.size()));
            }
            if (each.marked) {
                page.open("svg", "x", "14", "y", "5", "overflow", "visible");
                page.empty("path", "class", look, "d", MARKS.get(each.look % MARKS.size()));
                page.close("svg");
            }
            page.close("svg").text(each.label).close("li");
        }
        page.close("ul");
    }

    private static double down(double value, Scale scale) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * scale.share(value);
    }

    private static String across(double value, Scale scale) {
        return String.format(Locale.ROOT, "%.3f%%", 100 * scale.share(value));
    }

    private static String px(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
