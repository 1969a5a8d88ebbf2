package io.spillway.load.http;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * What the transport needs of a response head.
 *
 * @param bodyLength length of the body, {@link #CHUNKED} or {@link #UNTIL_CLOSE}
 * @param keepAlive whether the connection may carry another request
 * @param contentType lower case, empty when absent
 */
record ResponseHead(int status, long bodyLength, boolean keepAlive, String contentType) {
    static final long CHUNKED = -1;
    static final long UNTIL_CLOSE = -2;

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean isEventStream() {
        return contentType.startsWith("text/event-stream");
    }

    /** Parses a head, given without its blank line. */
    static ResponseHead parse(String head) throws MalformedResponseException {
        String[] lines = head.split("\r?\n");
        String statusLine = lines[0];
        int status = status(statusLine);
        boolean keepAlive = statusLine.startsWith("HTTP/1.1");
        boolean chunked = false;
        String length = null;
        String contentType = "";
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0) {
                throw new MalformedResponseException("header without a name: " + lines[i]);
            }
            String value = lines[i].substring(colon + 1).strip();
            switch (lines[i].substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = sameLength(length, value);
                case "transfer-encoding" ->
                        chunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
                case "connection" -> keepAlive = keepAlive(value, keepAlive);
                case "content-type" -> contentType = value.toLowerCase(Locale.ROOT);
                default -> {}
            }
        }
        long bodyLength = bodyLength(status, chunked, length);
        boolean reusable = keepAlive && bodyLength != UNTIL_CLOSE;
        return new ResponseHead(status, bodyLength, reusable, contentType);
    }

    private static int status(String line) throws MalformedResponseException {
        boolean shaped =
                line.length() >= 12
                        && line.startsWith("HTTP/1.")
                        && line.charAt(8) == ' '
                        && (line.length() == 12 || line.charAt(12) == ' ');
        int status = 0;
        for (int i = 9; shaped && i < 12; i++) {
            int digit = line.charAt(i) - '0';
            shaped = digit >= 0 && digit <= 9;
            status = status * 10 + digit;
        }
        if (!shaped || status < 100) {
            String shown = line.length() > 80 ? line.substring(0, 80) + "…" : line;
            throw new MalformedResponseException("not an HTTP/1 status line: " + shown);
        }
        return status;
    }

    private static String sameLength(@Nullable String before, String value)
            throws MalformedResponseException {
        if (before != null && !before.equals(value)) {
            throw new MalformedResponseException(
                    "two content lengths: " + before + " and " + value);
        }
        return value;
    }

    private static boolean keepAlive(String value, boolean otherwise) {
        String options = value.toLowerCase(Locale.ROOT);
        if (options.contains("close")) {
            return false;
        }
        return otherwise || options.contains("keep-alive");
    }

    private static long bodyLength(int status, boolean chunked, @Nullable String length)
            throws MalformedResponseException {
        if (status < 200 || status == 204 || status == 304) {
            return 0;
        }
        if (chunked) {
            return CHUNKED;
        }
        if (length == null) {
            return UNTIL_CLOSE;
        }
        if (length.isEmpty()
                || length.length() > 18
                || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new MalformedResponseException("content length is not a number: " + length);
        }
        return Long.parseLong(length);
    }
}
