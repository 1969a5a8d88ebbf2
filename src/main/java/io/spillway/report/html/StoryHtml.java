package io.spillway.report.html;

import io.spillway.report.Passage;

import java.util.List;
import java.util.regex.Pattern;

/** Passages as boxes: question, answer, details. */
final class StoryHtml {
    /** A figure and its unit stay on one line. */
    private static final Pattern BEFORE_UNIT =
            Pattern.compile("(?<=\\d) (?=%|(?:µs|ms|s|min|h)\\b)");

    private StoryHtml() {}

    static void addTo(Html page, List<Passage> story) {
        page.open("section", "class", "story", "aria-label", "In words").line();
        for (Passage passage : story) {
            page.open("article").element("h2", passage.question());
            page.element("p", glued(passage.answer()), "class", "answer");
            if (!passage.details().isEmpty()) {
                page.open("ul");
                passage.details().forEach(detail -> page.element("li", glued(detail)));
                page.close("ul");
            }
            page.close("article").line();
        }
        page.close("section").line();
    }

    private static String glued(String text) {
        return BEFORE_UNIT.matcher(text).replaceAll("\u00a0");
    }
}
