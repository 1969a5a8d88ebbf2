package io.spillway.dashboard;

import org.jspecify.annotations.Nullable;

/**
 * How a run ended, for the page.
 *
 * @param text a sentence for people
 * @param report path of the report, null when there is none
 */
public record RunEnd(Kind kind, String text, @Nullable String report) {

    /** Whether it came to its end. */
    public enum Kind {
        COMPLETED,
        STOPPED,
        FAILED
    }
}
