package io.spillway.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A reusable buffer in which one line of JSON or CSV is put together without garbage. */
final class LineBuffer {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[512];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    LineBuffer clear() {
        length = 0;
        return this;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    private void put(int ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    /** Plain ASCII, as it is. */
    LineBuffer ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    LineBuffer number(long value) {
        if (value < 0) {
            put('-');
            return digits(-value);
        }
        return digits(value);
    }

    private LineBuffer digits(long value) {
        int n = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            n++;
        }
        reserve(n);
        long rest = value;
        for (int i = length + n - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += n;
        return this;
    }

    /** Nanoseconds as decimal seconds, exactly. */
    LineBuffer seconds(long nanos) {
        return decimal(nanos, NANOS_PER_SECOND);
    }

    /** A ratio to six decimals. */
    LineBuffer ratio(double value) {
        return decimal(Math.round(value * 1e6), 1_000_000L);
    }

    /** {@code value / scale} without trailing zeros; the scale is a power of ten. */
    private LineBuffer decimal(long value, long scale) {
        long rest = value;
        if (rest < 0) {
            put('-');
            rest = -rest;
        }
        digits(rest / scale);
        long fraction = rest % scale;
        if (fraction == 0) {
            return this;
        }
        put('.');
        for (long unit = scale / 10; fraction != 0; unit /= 10) {
            put((int) ('0' + fraction / unit));
            fraction %= unit;
        }
        return this;
    }

    /** A JSON string, quoted and escaped. */
    LineBuffer quoted(String text) {
        put('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                put('\\');
                put(c);
            } else if (c < 0x20) {
                ascii("\\u00");
                put(HEX[c >> 4]);
                put(HEX[c & 15]);
            } else if (c < 0x80) {
                put(c);
            } else {
                i += wide(text, i) - 1;
            }
        }
        put('"');
        return this;
    }

    /** One character beyond ASCII; says how many chars it took. */
    private int wide(String text, int at) {
        int codePoint = text.codePointAt(at);
        byte[] utf8 = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        reserve(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
        return Character.charCount(codePoint);
    }

    LineBuffer endLine() {
        put('\n');
        return this;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
