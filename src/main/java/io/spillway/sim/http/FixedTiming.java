package io.spillway.sim.http;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times at which a {@code --fixed} server emits tokens: the first {@code ttft} after the request
 * got a slot, the others {@code itl} apart.
 *
 * @param slots requests that may run at once; the rest wait their turn
 */
public record FixedTiming(Duration ttft, Duration itl, int slots) {

    private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(us|ms|s)?");

    public FixedTiming {
        if (ttft.isNegative() || itl.isNegative()) {
            throw new IllegalArgumentException("ttft and itl must not be negative");
        }
        if (slots < 1) {
            throw new IllegalArgumentException("slots is below 1: " + slots);
        }
    }

    /** Tokens are sent as fast as the connection takes them. */
    public boolean isFlood() {
        return itl.isZero();
    }

    /**
     * Reads {@code ttft=100ms,itl=30ms[,slots=16]}. Durations are seconds unless they say {@code
     * us}, {@code ms} or {@code s}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static FixedTiming parse(String text) {
        Duration ttft = null;
        Duration itl = null;
        int slots = Integer.MAX_VALUE;
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part.strip() : part.substring(0, equals).strip();
            String value = equals < 0 ? "" : part.substring(equals + 1).strip();
            switch (key) {
                case "ttft" -> ttft = duration(value);
                case "itl" -> itl = duration(value);
                case "slots" -> slots = slots(value);
                default -> throw new IllegalArgumentException(usage(text));
            }
        }
        if (ttft == null || itl == null) {
            throw new IllegalArgumentException(usage(text));
        }
        return new FixedTiming(ttft, itl, slots);
    }

    private static String usage(String text) {
        return "expected ttft=DURATION,itl=DURATION[,slots=N] but found: " + text;
    }

    private static int slots(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("slots is not a whole number: " + value, e);
        }
    }

    private static Duration duration(String value) {
        Matcher matcher = DURATION.matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a duration such as 100ms: " + value);
        }
        String unit = matcher.group(2);
        double unitNanos = "us".equals(unit) ? 1e3 : "ms".equals(unit) ? 1e6 : 1e9;
        return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * unitNanos));
    }
}
