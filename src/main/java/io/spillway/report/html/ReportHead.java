package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.report.ExperimentText;
import io.spillway.report.Figures;
import io.spillway.report.FleetText;
import io.spillway.report.Objectives;
import io.spillway.report.Passage;
import io.spillway.report.Reservations;
import io.spillway.report.RunData;

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
    private final RunData data;

    ReportHead(Html page, RunData data) {
        this.page = page;
        this.data = data;
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
        FleetText fleet = FleetText.of(data);
        if (fleet.isSimulated()) {
            badge("! " + fleet.badge(), "warn");
        }
        measurement(Reservations.of(data).size());
        RunSummary.Slo slo = summary.slo();
        if (slo != null) {
            objectives(slo);
        }
        page.close("p").close("header").line();
    }

    private void measurement(int reservations) {
        RunSummary.Validity validity = summary.validity();
        String words = "measurement " + Reservations.words(validity, reservations);
        if (!validity.valid()) {
            badge("✕ " + words, "fail");
        } else if (reservations > 0) {
            badge("! " + words, "warn");
        } else {
            badge("✓ " + words, "ok");
        }
    }

    private void objectives(RunSummary.Slo slo) {
        var objectives = new Objectives(slo);
        String words = "objectives " + objectives.words();
        if (Boolean.FALSE.equals(slo.met())) {
            badge("✕ " + words, "fail");
        } else if (objectives.areMetByNearlyAll()) {
            badge("✓ " + words, "ok");
        } else {
            badge("! " + words, "warn");
        }
    }

    private void badge(String words, String kind) {
        page.element("span", words, "class", "badge " + kind).text(" ");
    }
}
