package io.spillway.trace;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;

/** Dates and times of day as traces write them; what no zone is given for counts as UTC. */
final class CivilTime {

    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendPattern("[' ']['T']")
                    .append(DateTimeFormatter.ISO_LOCAL_TIME)
                    .appendPattern("[XXX]")
                    .toFormatter();

    private CivilTime() {}

    /** Nanoseconds since 1970. */
    static long nanos(String text) {
        try {
            TemporalAccessor parsed = FORMAT.parse(text);
            int offsetSeconds =
                    parsed.isSupported(ChronoField.OFFSET_SECONDS)
                            ? parsed.get(ChronoField.OFFSET_SECONDS)
                            : 0;
            LocalDateTime time = LocalDateTime.from(parsed);
            int fraction = time.get(ChronoField.NANO_OF_SECOND);
            long seconds = time.toEpochSecond(ZoneOffset.UTC) - offsetSeconds;
            long nanos = Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), fraction);
            if (nanos >= 0) {
                return nanos;
            }
        } catch (DateTimeException | ArithmeticException notATime) {
            // Said below.
        }
        throw new RowParser.BadRow(
                "TIMESTAMP is %s; allowed is a time such as 2023-11-16 18:15:46.6805900"
                        .formatted(RowParser.quoted(text)));
    }
}
