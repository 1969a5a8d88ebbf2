package io.spillway.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Durations as experiment files write them: {@code 5}, {@code 5s}, {@code 250ms}, {@code 2m}. */
final class Durations {

    private static final Pattern SHAPE = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)?");

    private Durations() {}

    static Duration parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new CommandLine.TypeConversionException(
                    "'%s' is not a duration; write 5, 5s, 250ms, 2m or 1h".formatted(text));
        }
        String unit = matcher.group(2);
        long nanosPerUnit =
                switch (unit == null ? "s" : unit) {
                    case "ms" -> 1_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    default -> 1_000_000_000L;
                };
        return Duration.ofNanos(
                new BigDecimal(matcher.group(1))
                        .multiply(BigDecimal.valueOf(nanosPerUnit))
                        .longValue());
    }
}
