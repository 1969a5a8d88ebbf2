package io.spillway.report.html;

import io.spillway.report.Json;
import io.spillway.report.Passage;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What the pages of studies have in common: head, story, foot. */
final class StudyShell {
    private StudyShell() {}

    /** Opens the page: title, what kind of page, the story. */
    static Html open(String title, String kind, List<Passage> story) {
        var page = new Html();
        page.element("a", "Skip to the report", "class", "skip", "href", "#main");
        page.open("header", "class", "head").element("p", "Spillway · " + kind, "class", "brand");
        page.element("h1", title).close("header").line().open("main", "id", "main").line();
        StoryHtml.addTo(page, story);
        return page;
    }

    /** Closes it and makes the document. */
    static String close(Html page, String title, @Nullable String config) {
        if (config != null) {
            page.element("h2", "To do it again").open("details");
            page.element("summary", "Configuration as run, secrets removed");
            page.element("pre", config, "id", "config").close("details").line();
        }
        page.close("main");
        return Page.of("Spillway: " + title, page, new Json().put("kind", "study"));
    }
}
