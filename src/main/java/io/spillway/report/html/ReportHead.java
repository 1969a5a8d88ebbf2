package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.report.ExperimentText;
import io.spillway.report.Figures;
import io.spillway.report.Passage;
import io.spillway.report.RunData;

import org.jspecify.annotations.Nullable;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The head of a run's page: what was run, when, what was asked, how it came out. */
final class ReportHead {
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Html page;
    private final RunSummary summary;
    private final ExperimentText experiment;

    ReportHead(Html page, RunData data) {
        this.page = page;
        this.summary = data.summary();
        this.experiment = ExperimentText.of(data.config());
    }

    void addTo(Passage asked) {
        RunSummary.Identity identity = summary.identity();
        page.element("a", "Skip to the report", "class", "skip", "href", "#main");
        page.open("header", "class", "head");
        page.element("p", "Spillway · autoscaling benchmark", "class", "brand");
        boolean named = !experiment.name().isEmpty();
        page.element("h1", named ? experiment.name() : identity.runId());
        if (!experiment.description().isEmpty()) {
            page.element("p", experiment.description(), "class", "lead");
        }
        page.element("p", StoryHtml.glued(asked.answer()), "class", "asked");
        List<String> details = asked.details();
        if (!details.isEmpty()) {
            page.element("p", StoryHtml.glued(String.join(" ", details)), "class", "asked");
        }
        page.open("p", "class", "facts muted");
        page.text(
                "%s%s · %s · %s clock · seed %d"
                        .formatted(
                                named ? "run " + identity.runId() + " · " : "",
                                WHEN.format(identity.startedAt()),
                                Figures.span(summary.durationSeconds()),
                                identity.clock().name().toLowerCase(Locale.ROOT),
                                identity.seed()));
        page.close("p").open("p", "class", "badges");
        boolean valid = summary.validity().valid();
        badge(valid ? "✓ measurement valid" : "✕ measurement not valid", valid ? "ok" : "fail");
        RunSummary.Slo slo = summary.slo();
        if (slo != null) {
            objectives(slo.met());
        }
        page.close("p").close("header").line();
    }

    private void objectives(@Nullable Boolean met) {
        if (met == null) {
            badge("! objectives not measured", "warn");
        } else {
            badge(met ? "✓ objectives met" : "✕ objectives missed", met ? "ok" : "fail");
        }
    }

    private void badge(String words, String kind) {
        page.element("span", words, "class", "badge " + kind).text(" ");
    }
}
