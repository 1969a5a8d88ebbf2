package io.spillway.sim.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes wrong with one request. Counts are in output tokens of one answer; {@link #NEVER} where
 * it does not happen.
 *
 * @param errorBefore status to answer instead, 0 for none
 * @param midStream what happens in the middle
 * @param after tokens before that
 * @param slow factor on all times from the arrival on
 * @param stopAfter tokens after which the answer ends properly, for {@code stop}
 */
record Faults(int errorBefore, MidStream midStream, int after, double slow, int stopAfter) {

    static final int NEVER = Integer.MAX_VALUE;
    static final Faults NONE = new Faults(0, MidStream.NONE, NEVER, 1, NEVER);

    /** Ways in which an answer breaks off. */
    enum MidStream {
        NONE(""),
        /** An {@code error} event and {@code [DONE]}; status 200 stands. */
        ERROR_EVENT("error-event-after"),
        /** Nothing more is sent; the connection stays. */
        STALL("stall-after"),
        /** The connection is reset. */
        RESET("reset-after"),
        /** The connection is closed in the middle of the body. */
        TRUNCATE("truncate-after"),
        /** The body ends properly, without usage and {@code [DONE]}. */
        END("end-after");

        private final String key;

        MidStream(String key) {
            this.key = key;
        }
    }

    /**
     * Reads {@code key=value} pairs separated by commas or semicolons: {@code error-before=503},
     * {@code error-event-after=N}, {@code stall-after=N}, {@code reset-after=N}, {@code
     * truncate-after=N}, {@code end-after=N}, {@code stop-after=N}, {@code slow=FACTOR}.
     *
     * @throws IllegalArgumentException when one of them cannot be read
     */
    static Faults parse(String text) {
        Faults faults = NONE;
        for (Map.Entry<String, String> pair : pairs(text).entrySet()) {
            faults = faults.with(pair.getKey(), pair.getValue());
        }
        return faults;
    }

    static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String part : text.split("[,;]", -1)) {
            String pair = part.strip();
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
            } else if (!pair.isEmpty()) {
                pairs.put(pair, "");
            }
        }
        return pairs;
    }

    private Faults with(String key, String value) {
        return switch (key) {
            case "error-before" -> {
                int status = errorStatus(count(key, value));
                yield new Faults(status, midStream, after, slow, stopAfter);
            }
            case "slow" -> new Faults(errorBefore, midStream, after, factor(value), stopAfter);
            case "stop-after" -> {
                int tokens = Math.max(1, count(key, value));
                yield new Faults(errorBefore, midStream, after, slow, tokens);
            }
            default -> new Faults(errorBefore, way(key), count(key, value), slow, stopAfter);
        };
    }

    private static int errorStatus(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("error-before is not an error: " + status);
        }
        return status;
    }

    private static MidStream way(String key) {
        for (MidStream way : MidStream.values()) {
            if (way != MidStream.NONE && way.key.equals(key)) {
                return way;
            }
        }
        throw new IllegalArgumentException("unknown fault: " + key);
    }

    private static int count(String key, String value) {
        try {
            int count = Integer.parseInt(value);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is not a whole number: " + value, e);
        }
        throw new IllegalArgumentException(key + " is negative: " + value);
    }

    private static double factor(String value) {
        try {
            double factor = Double.parseDouble(value);
            if (factor >= 1 && factor <= 1e6) {
                return factor;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("slow is not a number: " + value, e);
        }
        throw new IllegalArgumentException("slow must be at least 1: " + value);
    }
}
