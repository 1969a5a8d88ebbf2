package io.spillway.load.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds generated text in an event without parsing JSON: a field of a known name whose value is a
 * non-empty string. Inside a JSON string these bytes cannot occur, because its quotes are escaped.
 *
 * <p>Within one stream the text stands at the same offset in nearly every event, so the place of
 * the last find is tried first.
 */
final class TextField {

    /** Completions, and TGI's own stream. */
    static final byte[][] COMPLETION = names("text");

    /** Chat, with the fields of reasoning models. */
    static final byte[][] CHAT = names("content", "reasoning_content", "reasoning");

    private final byte[][] names;

    /** Name, colon and opening quote of the last find, and how far into the event they stood. */
    private byte[] lead = {};

    private int leadOffset;

    TextField(byte[][] names) {
        this.names = names;
    }

    private static byte[][] names(String... names) {
        byte[][] quoted = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            quoted[i] = ('"' + names[i] + '"').getBytes(StandardCharsets.US_ASCII);
        }
        return quoted;
    }

    /** Whether the event carries text. */
    boolean isIn(byte[] bytes, int from, int to) {
        int leadFrom = from + leadOffset;
        int value = leadFrom + lead.length;
        if (value > from
                && value < to
                && bytes[value] != '"'
                && Arrays.equals(bytes, leadFrom, value, lead, 0, lead.length)) {
            return true;
        }
        return search(bytes, from, to);
    }

    private boolean search(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] != '"') {
                continue;
            }
            for (byte[] name : names) {
                int value = stringAfter(name, bytes, at, to);
                if (value >= 0) {
                    if (lead.length != value - at) {
                        lead = new byte[value - at];
                    }
                    System.arraycopy(bytes, at, lead, 0, value - at);
                    leadOffset = at - from;
                    return true;
                }
            }
        }
        return false;
    }

    /** Index of the first character of a non-empty string value, -1 when there is none. */
    private static int stringAfter(byte[] name, byte[] bytes, int from, int to) {
        int at = from + name.length;
        if (at >= to || !Arrays.equals(bytes, from, at, name, 0, name.length)) {
            return -1;
        }
        at = afterSpaces(bytes, at, to);
        if (at >= to || bytes[at] != ':') {
            return -1;
        }
        at = afterSpaces(bytes, at + 1, to);
        boolean nonEmpty = at + 1 < to && bytes[at] == '"' && bytes[at + 1] != '"';
        return nonEmpty ? at + 1 : -1;
    }

    private static int afterSpaces(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        return at;
    }
}
