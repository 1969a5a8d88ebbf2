package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.report.FleetText;
import io.spillway.report.Json;
import io.spillway.report.Passage;
import io.spillway.report.RunData;
import io.spillway.report.Story;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code report.html}: one file that tells a run as a story, then in pictures, then in tables. It
 * needs nothing else, reads without JavaScript, and loads nothing.
 */
public final class HtmlReport {
    public static final String FILE_NAME = "report.html";

    /** The parts of the page, in no order of their own. */
    private enum Section {
        TIMELINE(
                "timeline",
                "What happened",
                "One time axis for all, in seconds since the start. ▲ scale-out and ▼ scale-in with the number of replicas asked for; thin lines: stages of the load. Drag to zoom, double-click to go back, arrow keys to read values."),
        STARTS("starts", "How replicas came up", ""),
        DECISIONS("decisions", "What the policy did, and why", ""),
        LATENCY("latencies", "Latency", ""),
        TRAFFIC("traffic", "Where the requests went", ""),
        WORTH("worth", "What it was worth", ""),
        TRUST("trust", "Can it be trusted?", ""),
        REPRODUCE("reproduce", "To do it again", ""),
        WORDS("words", "What the words mean", "");

        private final String id;
        private final String title;
        private final String note;

        Section(String id, String title, String note) {
            this.id = id;
            this.title = title;
            this.note = note;
        }

        String id() {
            return id;
        }

        String title() {
            return title;
        }

        String note() {
            return note;
        }
    }

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
        List<Passage> story = Story.of(data);
        Map<Section, Runnable> sections = sections();
        new ReportHead(page, data).addTo(story.getFirst());
        page.open("main", "id", "main").line();
        StoryHtml.addTo(page, story.subList(1, story.size()));
        Cards.addTo(page, data);
        contents(sections.keySet());
        sections.forEach(this::add);
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

    /** What stands under which heading, in reading order; what has nothing to say is left out. */
    private Map<Section, Runnable> sections() {
        var sections = new LinkedHashMap<Section, Runnable>();
        var tables = new RunTables(page, data);
        sections.put(Section.TIMELINE, () -> charts("charts one", "load waiting lanes ttft"));
        if (!WaterfallPicture.starts(summary).isEmpty()) {
            sections.put(
                    Section.STARTS,
                    () ->
                            WaterfallPicture.addTo(
                                    page, WaterfallPicture.starts(summary), FleetText.of(data)));
        }
        if (summary.scaling() != null) {
            sections.put(Section.DECISIONS, () -> EventTables.addTo(page, data));
        }
        sections.put(
                Section.LATENCY,
                () -> {
                    charts("charts", "itl percentiles");
                    tables.objectives();
                    tables.latency();
                    tables.stages();
                    ServerTables.addTo(page, summary);
                });
        sections.put(
                Section.TRAFFIC,
                () -> {
                    charts("charts", "share weight running kv flight");
                    tables.replicas();
                });
        sections.put(
                Section.WORTH,
                () -> {
                    tables.throughput();
                    WorthTables.addTo(page, data);
                });
        sections.put(Section.TRUST, () -> TrustSection.addTo(page, data));
        sections.put(Section.REPRODUCE, () -> ReproduceSection.addTo(page, data));
        sections.put(Section.WORDS, () -> Glossary.addTo(page));
        return sections;
    }

    private void contents(Set<Section> sections) {
        page.open("nav", "class", "jumps", "aria-label", "Contents");
        for (Section section : sections) {
            page.element("a", section.title(), "href", "#" + section.id());
        }
        page.close("nav").line();
    }

    private void add(Section section, Runnable content) {
        String title = section.id() + "-title";
        page.open("section", "id", section.id(), "aria-labelledby", title, "class", "part").line();
        page.element("h2", section.title(), "id", title).line();
        if (!section.note().isEmpty()) {
            page.element("p", section.note(), "class", "muted");
        }
        content.run();
        page.close("section").line();
    }

    /** A place that the scripts draw these charts into. */
    private void charts(String kind, String ids) {
        page.open("noscript")
                .element("p", "The pictures over time need JavaScript; words and tables do not.")
                .close("noscript");
        page.empty("div", "class", kind, "data-charts", ids).line();
    }

    private Json sloJson() {
        var json = new Json();
        RunSummary.Slo slo = summary.slo();
        if (slo != null) {
            slo.targets().forEach((key, limit) -> json.put(key, limit.doubleValue()));
        }
        return json;
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
