package io.spillway.analysis;

import java.util.Locale;

/** Sentences with figures, the same on every machine whatever its locale. */
final class Words {
    private Words() {}

    /** Three significant digits and a unit: {@code 47.9 ms}, {@code 5.38 s}. */
    static String latency(double seconds) {
        double size = Math.abs(seconds);
        return size < 0.000_999_5
                ? significant(seconds * 1e6) + " µs"
                : size < 0.999_5 ? significant(seconds * 1e3) + " ms" : significant(seconds) + " s";
    }

    private static String significant(double value) {
        double size = Math.abs(value);
        int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
        String text = say("%." + decimals + "f", value);
        return decimals == 0 ? text : text.replaceFirst("\\.?0+$", "");
    }

    // The annotation that Error Prone asks for is in a library that nothing else needs.
    @SuppressWarnings("AnnotateFormatMethod")
    static String say(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
