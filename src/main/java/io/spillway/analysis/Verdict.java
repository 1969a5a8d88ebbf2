package io.spillway.analysis;

/**
 * A judgement by rule.
 *
 * @param rule its number, {@code V1} to {@code V14}
 * @param text a sentence for people, with the figures behind it
 */
public record Verdict(String rule, Level level, String text) {

    /** How bad it is. */
    public enum Level {
        OK,
        WARN,
        FAIL
    }

    static Verdict ok(String rule, String text) {
        return new Verdict(rule, Level.OK, text);
    }

    static Verdict warn(String rule, String text) {
        return new Verdict(rule, Level.WARN, text);
    }

    static Verdict fail(String rule, String text) {
        return new Verdict(rule, Level.FAIL, text);
    }
}
