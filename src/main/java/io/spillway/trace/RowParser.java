package io.spillway.trace;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Reads one line of a trace. Throws {@link BadRow} for a line that is no row. */
interface RowParser {

    /** The row of a line, with the time as the file counts it; null for a header. */
    @Nullable TraceRow parse(String line);

    static RowParser of(TraceFormat format) {
        return switch (format) {
            case TraceFormat.Azure _ -> CsvRows.azure();
            case TraceFormat.BurstGpt _ -> CsvRows.burstGpt();
            case TraceFormat.JsonLines json -> new JsonRows(json);
        };
    }

    /** What is wrong with a line; the reader adds which line it was. */
    final class BadRow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadRow(String text) {
            super(text, null, false, false);
        }
    }

    /** A token count. 0 becomes 1: no server takes an empty prompt or answers nothing. */
    static int tokens(String field, String text) {
        try {
            int tokens = Integer.parseInt(text);
            if (tokens >= 0) {
                return Math.max(1, tokens);
            }
        } catch (NumberFormatException notANumber) {
            // Said below, with the field's name.
        }
        throw new BadRow(
                "%s is %s; allowed is a whole number from 0 to %d"
                        .formatted(field, quoted(text), Integer.MAX_VALUE));
    }

    /** A decimal number of units, in nanoseconds. */
    static long nanos(String field, String text, long nanosPerUnit) {
        try {
            BigDecimal value = new BigDecimal(text);
            boolean sane = value.precision() - value.scale() <= 12 && value.scale() <= 40;
            if (value.signum() == 0) {
                return 0;
            }
            if (sane && value.signum() > 0) {
                return value.multiply(BigDecimal.valueOf(nanosPerUnit))
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException notATime) {
            // Said below, with the field's name.
        }
        throw new BadRow(
                "%s is %s; allowed is a time of at least 0, such as 12.5"
                        .formatted(field, quoted(text)));
    }

    /** Text as shown in a message: quoted and short. */
    static String quoted(String text) {
        String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return shown.isEmpty() ? "empty" : "\"" + shown + "\"";
    }
}
