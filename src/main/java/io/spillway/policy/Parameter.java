package io.spillway.policy;

import java.util.List;

/**
 * A parameter that a policy declares.
 *
 * @param name snake_case
 * @param doc one sentence for people
 * @param setPoint whether {@code threshold} in a grid means this parameter
 */
public record Parameter(
        String name, Kind kind, String doc, Default byDefault, Limits limits, boolean setPoint) {

    /** How a value is written. */
    public enum Kind {
        NUMBER,
        INTEGER,
        /** {@code 5}, {@code 5s}, {@code 250ms}, {@code 2m}, {@code 1h}; kept as nanoseconds. */
        DURATION,
        BOOLEAN,
        TEXT,
        CHOICE,
        LIST,
        MAP
    }

    /** What holds when the parameter is not given. */
    public sealed interface Default {
        /** This value, written as in an experiment file. */
        record Value(Object value) implements Default {}

        /** What another place says, in words: {@code from fleet.min_replicas}. */
        record From(String where) implements Default {}

        /** Nothing: the feature is off. */
        record Unset() implements Default {}

        /** It must be given. */
        record Required() implements Default {}
    }

    /** What values are allowed: a range for numbers and durations (seconds), or a list of words. */
    public record Limits(double min, boolean aboveMin, double max, List<String> choices) {
        static final Limits NONE =
                new Limits(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, List.of());

        public Limits {
            choices = List.copyOf(choices);
        }

        boolean admits(double value) {
            return (aboveMin ? value > min : value >= min) && value <= max;
        }
    }

    public static Parameter number(String name, double value, String doc) {
        return of(name, Kind.NUMBER, doc).value(value);
    }

    public static Parameter integer(String name, int value, String doc) {
        return of(name, Kind.INTEGER, doc).value(value).atLeast(0);
    }

    public static Parameter duration(String name, String value, String doc) {
        return of(name, Kind.DURATION, doc).value(value).atLeast(0);
    }

    public static Parameter flag(String name, boolean value, String doc) {
        return of(name, Kind.BOOLEAN, doc).value(value);
    }

    public static Parameter text(String name, String value, String doc) {
        return of(name, Kind.TEXT, doc).value(value);
    }

    /** One of some words; the first is the default. */
    public static Parameter choice(String name, List<String> words, String doc) {
        var limits = new Limits(Limits.NONE.min, false, Limits.NONE.max, words);
        var value = new Default.Value(words.getFirst());
        return new Parameter(name, Kind.CHOICE, doc, value, limits, false);
    }

    /** A parameter without a default. */
    public static Parameter of(String name, Kind kind, String doc) {
        return new Parameter(name, kind, doc, new Default.Unset(), Limits.NONE, false);
    }

    public Parameter required() {
        return with(new Default.Required());
    }

    /** The default comes from elsewhere: the policy reads it from its context. */
    public Parameter from(String where) {
        return with(new Default.From(where));
    }

    public Parameter value(Object value) {
        return with(new Default.Value(value));
    }

    public Parameter atLeast(double min) {
        return with(new Limits(min, false, limits.max, limits.choices));
    }

    public Parameter above(double min) {
        return with(new Limits(min, true, limits.max, limits.choices));
    }

    public Parameter atMost(double max) {
        return with(new Limits(limits.min, limits.aboveMin, max, limits.choices));
    }

    public Parameter asSetPoint() {
        return new Parameter(name, kind, doc, byDefault, limits, true);
    }

    private Parameter with(Default value) {
        return new Parameter(name, kind, doc, value, limits, setPoint);
    }

    private Parameter with(Limits value) {
        return new Parameter(name, kind, doc, byDefault, value, setPoint);
    }

    /** The default in words: {@code 30s}, {@code from fleet.min_replicas}, {@code required}. */
    public String defaultText() {
        return switch (byDefault) {
            case Default.Value(var value) -> String.valueOf(value);
            case Default.From(var where) -> where;
            case Default.Unset() -> "unset";
            case Default.Required() -> "required";
        };
    }

    /** What may be written, in words. */
    public String allowedText() {
        return switch (kind) {
            case NUMBER -> "a number" + rangeText();
            case INTEGER -> "a whole number" + rangeText();
            case DURATION -> "a duration such as 5, 5s, 250ms or 2m" + rangeText();
            case BOOLEAN -> "true or false";
            case TEXT -> "a text";
            case CHOICE -> "one of " + String.join(", ", limits.choices);
            case LIST -> "a list";
            case MAP -> "a map";
        };
    }

    private String rangeText() {
        boolean isDuration = kind == Kind.DURATION;
        String unit = isDuration ? " s" : "";
        var text = new StringBuilder();
        // No duration is negative anyway.
        boolean tells = limits.min > 0 || limits.aboveMin || !isDuration;
        if (limits.min != Double.NEGATIVE_INFINITY && tells) {
            text.append(limits.aboveMin ? " above " : " of at least ").append(plain(limits.min));
            text.append(unit);
        }
        if (limits.max != Double.POSITIVE_INFINITY) {
            text.append(text.isEmpty() ? "" : " and").append(" at most ").append(plain(limits.max));
            text.append(unit);
        }
        return text.toString();
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
