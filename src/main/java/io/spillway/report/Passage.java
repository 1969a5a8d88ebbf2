package io.spillway.report;

import java.util.List;

/**
 * A part of a run's story.
 *
 * @param question that a reader has
 * @param mood how good the news is
 * @param headline the answer in a few words, empty when the sentence says it best
 * @param answer in one sentence
 * @param snippet lines for an experiment file, below the answer; empty for none
 * @param details further sentences, with the figures behind it
 */
public record Passage(
        String question,
        Mood mood,
        String headline,
        String answer,
        String snippet,
        List<String> details) {
    public Passage {
        details = List.copyOf(details);
    }

    /** Without lines for an experiment file. */
    public Passage(
            String question, Mood mood, String headline, String answer, List<String> details) {
        this(question, mood, headline, answer, "", details);
    }

    /** An answer that is neither good nor bad news. */
    public Passage(String question, String answer, List<String> details) {
        this(question, Mood.PLAIN, "", answer, "", details);
    }

    /** How good the news is. */
    public enum Mood {
        PLAIN,
        GOOD,
        MIXED,
        BAD
    }
}
