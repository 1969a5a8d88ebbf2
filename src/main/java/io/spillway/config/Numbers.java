package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values out of the text of a scalar; null where the text is no such value. */
final class Numbers {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d[\\d_]*(\\.[\\d_]*)?|\\.\\d[\\d_]*)([eE][+-]?\\d{1,3})?");
    private static final Pattern DURATION =
            Pattern.compile("(.*[\\d.])\\s*(ns|us|µs|ms|s|sec|m|min|h)");
    private static final Map<String, Long> UNIT_NANOS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "µs", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "sec", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "min", 60_000_000_000L,
                    "h", 3_600_000_000_000L);

    private Numbers() {}

    /** A decimal number, exact. */
    static @Nullable BigDecimal decimal(String text) {
        String trimmed = text.strip();
        if (!NUMBER.matcher(trimmed).matches()) {
            return null;
        }
        return new BigDecimal(trimmed.replace("_", ""));
    }

    /** A whole number, written with or without a zero fraction. */
    static @Nullable BigInteger whole(String text) {
        BigDecimal decimal = decimal(text);
        if (decimal == null || decimal.precision() - (long) decimal.scale() > 40) {
            return null;
        }
        BigDecimal stripped = decimal.stripTrailingZeros();
        return stripped.scale() <= 0 ? stripped.toBigIntegerExact() : null;
    }

    /** A finite number. */
    static @Nullable Double number(String text) {
        BigDecimal decimal = decimal(text);
        if (decimal == null) {
            return null;
        }
        double value = decimal.doubleValue();
        return Double.isInfinite(value) ? null : value;
    }

    /** {@code 5}, {@code 5s}, {@code 250ms}, {@code 2m}, {@code 1h}; seconds without a unit. */
    static @Nullable Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        boolean withUnit = matcher.matches();
        BigDecimal amount = decimal(withUnit ? matcher.group(1) : text);
        String unit = withUnit ? matcher.group(2) : "s";
        Long unitNanos = UNIT_NANOS.get(unit);
        if (amount == null || unitNanos == null) {
            return null;
        }
        BigDecimal nanos = amount.multiply(BigDecimal.valueOf(unitNanos));
        boolean fits = nanos.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        return fits ? Duration.ofNanos(nanos.longValue()) : null;
    }

    /** The spellings that YAML 1.1 and pydantic take for a truth value. */
    static @Nullable Boolean truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "y", "t", "1" -> true;
            case "false", "no", "off", "n", "f", "0" -> false;
            default -> null;
        };
    }

    /** Seconds without an exponent or useless zeros: {@code 0.25}. */
    static String seconds(Duration duration) {
        BigDecimal seconds =
                BigDecimal.valueOf(duration.getSeconds())
                        .add(BigDecimal.valueOf(duration.getNano(), 9));
        return plain(seconds);
    }

    /** A duration as a person writes it: {@code 250ms}, {@code 5s}, {@code 2m}, {@code 90s}. */
    static String text(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        long nanos = duration.toNanos();
        if (nanos % 3_600_000_000_000L == 0) {
            return nanos / 3_600_000_000_000L + "h";
        }
        if (nanos % 60_000_000_000L == 0) {
            return nanos / 60_000_000_000L + "m";
        }
        if (nanos % 1_000_000_000L != 0 && nanos % 1_000_000L == 0 && nanos < 1_000_000_000L) {
            return nanos / 1_000_000L + "ms";
        }
        return seconds(duration) + "s";
    }

    /** A number without a useless fraction. */
    static String text(double value) {
        return plain(BigDecimal.valueOf(value));
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
