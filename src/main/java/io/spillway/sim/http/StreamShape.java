package io.spillway.sim.http;

import java.util.Map;

/**
 * How a stream looks on the wire, so that a client's reader can be tested.
 *
 * @param crlf events end with CRLF CRLF rather than LF LF
 * @param interval tokens an event carries; the first and the last are immediate
 * @param splitBytes each write carries at most this many bytes; 0 for whole events
 */
public record StreamShape(boolean crlf, int interval, int splitBytes) {

    /** As vLLM sends it by default. */
    public static final StreamShape PLAIN = new StreamShape(false, 1, 0);

    public StreamShape {
        if (interval < 1) {
            throw new IllegalArgumentException("stream interval is below 1: " + interval);
        }
        if (splitBytes < 0) {
            throw new IllegalArgumentException("split is negative: " + splitBytes);
        }
    }

    /** Whole events of one token. */
    boolean isPlain() {
        return interval == 1 && splitBytes == 0;
    }

    /** This shape, changed by {@code crlf}, {@code interval=N} and {@code split=N}. */
    StreamShape with(String text) {
        StreamShape shape = this;
        for (Map.Entry<String, String> pair : Faults.pairs(text).entrySet()) {
            shape = shape.with(pair.getKey(), pair.getValue());
        }
        return shape;
    }

    private StreamShape with(String key, String value) {
        return switch (key) {
            case "crlf" -> new StreamShape(true, interval, splitBytes);
            case "lf" -> new StreamShape(false, interval, splitBytes);
            case "interval" -> new StreamShape(crlf, Integer.parseInt(value), splitBytes);
            case "split" -> new StreamShape(crlf, interval, Integer.parseInt(value));
            default -> throw new IllegalArgumentException("unknown stream shape: " + key);
        };
    }
}
