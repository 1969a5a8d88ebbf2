package io.spillway.report;

import java.util.List;

/**
 * A part of a run's story.
 *
 * @param question that a reader has
 * @param answer in one sentence
 * @param details further sentences, with the figures behind it
 */
public record Passage(String question, String answer, List<String> details) {
    public Passage {
        details = List.copyOf(details);
    }
}
