package io.spillway.load.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An incremental scanner of server-sent events, after the WHATWG rules: lines end in LF, CRLF or
 * CR, an empty line ends an event, {@code data} lines are joined by LF, comments and other fields
 * are skipped. However the bytes are cut, the events are the same.
 *
 * <p>An event whose lines lie in one piece is handed through without a copy; nothing is allocated
 * per event.
 */
final class SseScanner {

    /** Hears the data of each event that has any. */
    interface Sink {
        /**
         * One event.
         *
         * @param bytes its data, valid during the call only
         * @param isError whether the event's name is {@code error}
         */
        void event(byte[] bytes, int from, int to, boolean isError)
                throws MalformedResponseException;
    }

    private static final int MAX_EVENT_BYTES = 8 << 20;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
    private static final byte[] ERROR = {'e', 'r', 'r', 'o', 'r'};
    private static final byte[] LINE_FEED = {'\n'};
    private static final byte[] NOTHING = {};

    /** The beginning of a line whose end has not been read. */
    private byte[] line = NOTHING;

    private int lineLength;

    /** The data lines of an event that did not come in one piece. */
    private byte[] data = NOTHING;

    private int dataLength;
    private boolean hasData;

    /** The event that is being read is named {@code error}. */
    private boolean namedError;

    /** The last byte was a CR: a LF next belongs to it. */
    private boolean skipLineFeed;

    private boolean atStart = true;

    /** Takes a piece of the stream. */
    void feed(byte[] bytes, int from, int to, Sink sink) throws MalformedResponseException {
        int at = from;
        if (skipLineFeed && at < to) {
            skipLineFeed = false;
            if (bytes[at] == '\n') {
                at++;
            }
        }
        while (at < to) {
            int end = lineEnd(bytes, at, to);
            if (end < 0) {
                line = append(line, lineLength, bytes, at, to);
                lineLength += to - at;
                return;
            }
            int next = afterLineEnd(bytes, end, to);
            if (lineLength > 0) {
                line = append(line, lineLength, bytes, at, end);
                int length = lineLength + end - at;
                lineLength = 0;
                line(line, 0, length, sink);
            } else if (!hasData && isData(bytes, at, end) && endsEvent(bytes, next, to)) {
                atStart = false;
                boolean isError = namedError;
                namedError = false;
                int value = valueFrom(bytes, at + DATA.length, end);
                next = afterLineEnd(bytes, next, to);
                sink.event(bytes, value, end, isError);
            } else {
                line(bytes, at, end, sink);
            }
            at = next;
        }
    }

    private int afterLineEnd(byte[] bytes, int end, int to) {
        int next = end + 1;
        if (bytes[end] == '\r') {
            if (next == to) {
                skipLineFeed = true;
            } else if (bytes[next] == '\n') {
                next++;
            }
        }
        return next;
    }

    /** An empty line begins here, and all of it is here. */
    private static boolean endsEvent(byte[] bytes, int at, int to) {
        return at < to && (bytes[at] == '\n' || bytes[at] == '\r');
    }

    private void line(byte[] bytes, int from, int to, Sink sink) throws MalformedResponseException {
        int start = from;
        if (atStart) {
            atStart = false;
            start = afterByteOrderMark(bytes, from, to);
        }
        if (start == to) {
            dispatch(sink);
        } else if (isData(bytes, start, to)) {
            if (hasData) {
                data = append(data, dataLength++, LINE_FEED, 0, 1);
            }
            hasData = true;
            int value = valueFrom(bytes, start + DATA.length, to);
            data = append(data, dataLength, bytes, value, to);
            dataLength += to - value;
        } else if (isField(EVENT, bytes, start, to)) {
            int value = valueFrom(bytes, start + EVENT.length, to);
            namedError = Arrays.equals(bytes, value, to, ERROR, 0, ERROR.length);
        }
    }

    private void dispatch(Sink sink) throws MalformedResponseException {
        boolean isError = namedError;
        namedError = false;
        if (hasData) {
            int length = dataLength;
            hasData = false;
            dataLength = 0;
            sink.event(data, 0, length, isError);
        }
    }

    private static int afterByteOrderMark(byte[] bytes, int from, int to) {
        boolean marked =
                to - from >= 3
                        && bytes[from] == (byte) 0xEF
                        && bytes[from + 1] == (byte) 0xBB
                        && bytes[from + 2] == (byte) 0xBF;
        return marked ? from + 3 : from;
    }

    private static boolean isData(byte[] bytes, int from, int to) {
        return isField(DATA, bytes, from, to);
    }

    /** The line is this field: its name alone, or its name and a colon. */
    private static boolean isField(byte[] name, byte[] bytes, int from, int to) {
        int colon = from + name.length;
        return colon <= to
                && Arrays.equals(bytes, from, colon, name, 0, name.length)
                && (colon == to || bytes[colon] == ':');
    }

    /** Where a field's value begins: after the colon and one space. */
    private static int valueFrom(byte[] bytes, int colon, int to) {
        int value = Math.min(colon + 1, to);
        return value < to && bytes[value] == ' ' ? value + 1 : value;
    }

    /** Index of the first CR or LF, or -1. Looks at eight bytes at once. */
    static int lineEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES) {
            long word = (long) LONGS.get(bytes, at);
            // The lowest flag marks the first byte below 0x0E; borrows only reach flags above it.
            long flags = (word - 0x0E0E0E0E0E0E0E0EL) & ~word & 0x8080808080808080L;
            if (flags == 0) {
                at += Long.BYTES;
                continue;
            }
            at += Long.numberOfTrailingZeros(flags) >>> 3;
            if (bytes[at] == '\n' || bytes[at] == '\r') {
                return at;
            }
            at++;
        }
        for (; at < to; at++) {
            if (bytes[at] == '\n' || bytes[at] == '\r') {
                return at;
            }
        }
        return -1;
    }

    private static byte[] append(byte[] buffer, int length, byte[] bytes, int from, int to)
            throws MalformedResponseException {
        int needed = length + to - from;
        if (needed > MAX_EVENT_BYTES) {
            throw new MalformedResponseException("an event above " + MAX_EVENT_BYTES + " bytes");
        }
        byte[] target =
                needed <= buffer.length
                        ? buffer
                        : Arrays.copyOf(buffer, Math.max(512, Integer.highestOneBit(needed) << 1));
        System.arraycopy(bytes, from, target, length, to - from);
        return target;
    }
}
