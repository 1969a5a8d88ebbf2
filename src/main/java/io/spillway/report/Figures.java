package io.spillway.report;

import java.util.Locale;

/** Figures for people: three significant digits, a unit, the same in every locale. */
public final class Figures {
    /** What is shown for a value that could not be measured. */
    public static final String UNKNOWN = "–";

    private Figures() {}

    /** A latency: {@code 412 µs}, {@code 85.3 ms}, {@code 2.41 s}, {@code 123 s}. */
    public static String latency(double seconds) {
        if (!Double.isFinite(seconds)) {
            return UNKNOWN;
        }
        double size = Math.abs(seconds);
        if (size == 0) {
            return "0 s";
        }
        if (size < 0.000_999_5) {
            return significant(seconds * 1e6) + " µs";
        }
        return size < 0.999_5 ? significant(seconds * 1e3) + " ms" : significant(seconds) + " s";
    }

    /** A span: {@code 7.5 s}, {@code 75 s}, {@code 12 min 5 s}, {@code 1 h 2 min}. */
    public static String span(double seconds) {
        if (!Double.isFinite(seconds)) {
            return UNKNOWN;
        }
        if (seconds < 9.95) {
            return trimmed(say("%.1f", seconds)) + " s";
        }
        long whole = Math.round(seconds);
        if (whole < 120) {
            return whole + " s";
        }
        if (whole < 7200) {
            return whole / 60 + " min" + (whole % 60 == 0 ? "" : " " + whole % 60 + " s");
        }
        long minutes = Math.round(seconds / 60);
        return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }

    /** A point in time of a run: {@code 12.3 s}. */
    public static String at(double seconds) {
        return Double.isFinite(seconds) ? say("%.1f s", seconds) : UNKNOWN;
    }

    /** A share of one as per cent: {@code 97.1 %}. */
    public static String percent(double share) {
        return Double.isFinite(share) ? trimmed(say("%.1f", 100 * share)) + " %" : UNKNOWN;
    }

    /** Any number, three significant digits, thousands separated when it is large. */
    public static String number(double value) {
        return Double.isFinite(value) ? significant(value) : UNKNOWN;
    }

    /** Replica-seconds, fine enough to add up and to compare by hand: {@code 156.6}. */
    public static String replicaSeconds(double value) {
        return !Double.isFinite(value) || Math.abs(value) >= 9999.5
                ? number(value)
                : trimmed(say("%,.1f", value));
    }

    /** A part of a span: {@code 50 ms}, {@code 2.9 s}. */
    public static String part(double seconds) {
        return seconds < 0.95 ? latency(seconds) : span(seconds);
    }

    /** {@code 3}, or {@code 1 to 3} where they differ. */
    public static String range(int least, int most) {
        return least == most ? Integer.toString(least) : least + " to " + most;
    }

    /** {@code 4,424}. */
    public static String count(long value) {
        return say("%,d", value);
    }

    /** A count with its noun: {@code 1 replica}, {@code 4,424 requests}. */
    public static String count(long value, String noun) {
        return count(value) + " " + noun + (value == 1 ? "" : "s");
    }

    private static String significant(double value) {
        double size = Math.abs(value);
        if (size >= 99.95) {
            return say("%,.0f", value);
        }
        if (size >= 9.995) {
            return trimmed(say("%.1f", value));
        }
        if (size >= 0.9995) {
            return trimmed(say("%.2f", value));
        }
        return size == 0 ? "0" : trimmed(say("%.3f", value));
    }

    private static String trimmed(String decimal) {
        if (decimal.indexOf('.') < 0) {
            return decimal;
        }
        String trimmed = decimal.replaceFirst("0+$", "");
        return trimmed.endsWith(".") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
    }

    // The annotation that Error Prone asks for is in a library that nothing else needs.
    @SuppressWarnings("AnnotateFormatMethod")
    static String say(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
