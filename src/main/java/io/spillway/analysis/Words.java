package io.spillway.analysis;

import java.util.Locale;

/** Sentences with figures, the same on every machine whatever its locale. */
final class Words {
    private Words() {}

    // The annotation that Error Prone asks for is in a library that nothing else needs.
    @SuppressWarnings("AnnotateFormatMethod")
    static String say(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
