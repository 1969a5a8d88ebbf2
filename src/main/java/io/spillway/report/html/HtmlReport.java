package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.report.Figures;
import io.spillway.report.Json;
import io.spillway.report.RunData;
import io.spillway.report.Story;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * {@code report.html}: one file that tells a run as a story, then in pictures, then in tables. It
 * needs nothing else, reads without JavaScript, and loads nothing.
 */
public final class HtmlReport {
    public static final String FILE_NAME = "report.html";

    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final RunData data;
    private final RunSummary summary;
    private final Html page = new Html();

    private HtmlReport(RunData data) {
        this.data = data;
        this.summary = data.summary();
    }

    /** The page. */
    public static String of(RunData data) {
        return new HtmlReport(data).render();
    }

    private String render() {
        header();
        page.open("main").line();
        StoryHtml.addTo(page, Story.of(data));
        Cards.addTo(page, data);
        pictures();
        page.element("h2", "Tables", "id", "tables").line();
        RunTables.addTo(page, data);
        TrustSection.addTo(page, data);
        ReproduceSection.addTo(page, data);
        page.close("main").line();
        footer();
        Json charts =
                new Json()
                        .put("kind", "run")
                        .put("run", RunCharts.of(data))
                        .put("slo", sloJson())
                        .put("percentiles", Percentiles.of(data.measured().total()));
        return Page.of("Spillway: " + summary.identity().runId(), page, charts);
    }

    private Json sloJson() {
        var json = new Json();
        RunSummary.Slo slo = summary.slo();
        if (slo != null) {
            slo.targets().forEach((key, limit) -> json.put(key, limit.doubleValue()));
        }
        return json;
    }

    private void header() {
        RunSummary.Identity identity = summary.identity();
        page.open("header");
        page.element("p", "Spillway · autoscaling benchmark", "class", "muted brand");
        page.element("h1", identity.runId());
        page.open("p", "class", "muted");
        page.text(
                "%s · %s · %s clock · seed %d · "
                        .formatted(
                                WHEN.format(identity.startedAt()),
                                Figures.span(summary.durationSeconds()),
                                identity.clock().name().toLowerCase(Locale.ROOT),
                                identity.seed()));
        boolean valid = summary.validity().valid();
        page.element(
                "span",
                valid ? "measurement valid" : "measurement not valid",
                "class",
                valid ? "badge ok" : "badge fail");
        RunSummary.Slo slo = summary.slo();
        if (slo != null) {
            Boolean met = slo.met();
            String word =
                    met == null
                            ? "objectives not measured"
                            : met ? "objectives met" : "objectives missed";
            String kind = met == null ? "warn" : met ? "ok" : "fail";
            page.text(" ").element("span", word, "class", "badge " + kind);
        }
        page.close("p").close("header").line();
    }

    private void pictures() {
        page.element("h2", "Pictures", "id", "pictures").line();
        page.element(
                "p",
                "One time axis for all: drag to zoom, double-click to go back, arrow keys to read values. ▲ scale-out, ▼ scale-in, thin lines: stages.",
                "class",
                "muted");
        page.open("noscript")
                .element(
                        "p",
                        "The pictures over time need JavaScript; words, tables and bars do not.")
                .close("noscript");
        page.empty("div", "id", "charts", "class", "charts").line();
        RunPictures.addTo(page, data);
    }

    private void footer() {
        page.open("footer")
                .element(
                        "p",
                        "Made by Spillway %s. Times are seconds since the start of the run unless the unit says otherwise; TTFT and end-to-end latency count from the moment a request should have been sent."
                                .formatted(summary.environment().version()),
                        "class",
                        "muted");
        page.close("footer");
    }
}
