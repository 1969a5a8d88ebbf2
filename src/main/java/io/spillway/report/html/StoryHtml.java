package io.spillway.report.html;

import io.spillway.report.Passage;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Passages as boxes: question, answer at a glance, answer in a sentence, details. */
final class StoryHtml {
    /** A figure and its unit stay on one line. */
    private static final Pattern BEFORE_UNIT =
            Pattern.compile("(?<=\\d) (?=%|(?:µs|ms|s|min|h)\\b)");

    private StoryHtml() {}

    static void addTo(Html page, List<Passage> story) {
        page.open("section", "class", "story", "aria-label", "In words").line();
        story.forEach(passage -> add(page, passage));
        page.close("section").line();
    }

    private static void add(Html page, Passage passage) {
        String mood = passage.mood().name().toLowerCase(Locale.ROOT);
        page.open("article", "class", mood).element("h2", passage.question());
        if (!passage.headline().isEmpty()) {
            page.open("p", "class", "headline");
            page.element("span", sign(passage.mood()), "class", "sign", "aria-hidden", "true");
            page.text(glued(passage.headline())).close("p");
        }
        page.element("p", glued(passage.answer()), "class", "answer");
        if (!passage.snippet().isEmpty()) {
            page.element("pre", passage.snippet(), "class", "snippet");
        }
        if (!passage.details().isEmpty()) {
            page.open("ul");
            passage.details().forEach(detail -> page.element("li", glued(detail)));
            page.close("ul");
        }
        page.close("article").line();
    }

    /** What colour says, as a shape. */
    private static String sign(Passage.Mood mood) {
        return switch (mood) {
            case PLAIN -> "";
            case GOOD -> "✓";
            case MIXED -> "!";
            case BAD -> "✕";
        };
    }

    static String glued(String text) {
        return BEFORE_UNIT.matcher(text).replaceAll("\u00a0");
    }
}
