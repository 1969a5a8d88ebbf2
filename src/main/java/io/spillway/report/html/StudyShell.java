package io.spillway.report.html;

import io.spillway.report.Json;
import io.spillway.report.Passage;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

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

    /** A part of the page under its heading; several may not share a heading. */
    static void part(Html page, String heading, Runnable content) {
        String id = heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
        page.open("section", "class", "part", "aria-labelledby", id);
        page.element("h2", heading, "id", id).line();
        content.run();
        page.close("section").line();
    }

    /** Closes it and makes the document. */
    static String close(Html page, String title, @Nullable String config) {
        if (config != null) {
            part(
                    page,
                    "To do it again",
                    () -> {
                        page.open("details");
                        page.element("summary", "Configuration as run, secrets removed");
                        page.element("pre", config, "id", "config").close("details").line();
                    });
        }
        page.close("main");
        return Page.of("Spillway: " + title, page, new Json().put("kind", "study"));
    }
}
