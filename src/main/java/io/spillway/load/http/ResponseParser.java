package io.spillway.load.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An incremental HTTP/1.1 response decoder that hands body bytes through as slices of what was
 * read, so that nothing is copied or allocated per chunk. One response at a time: {@link #reset}
 * before each.
 *
 * <p>It accepts a bare LF where CRLF is due, skips interim (1xx) responses, chunk extensions and
 * trailers, and bounds the head.
 */
final class ResponseParser {

    /** Hears one response: the head, any number of body slices, the end. */
    interface Sink {
        void head(ResponseHead head) throws MalformedResponseException;

        /** Body bytes, valid during the call only. */
        void body(byte[] bytes, int from, int to) throws MalformedResponseException;

        void end() throws MalformedResponseException;
    }

    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final long MAX_CHUNK_BYTES = 1L << 40;

    private enum State {
        HEAD,
        LENGTH,
        UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK_EXTENSION,
        CHUNK_DATA,
        CHUNK_END,
        TRAILER,
        DONE
    }

    private State state = State.HEAD;
    private byte[] head = new byte[512];
    private int headLength;
    private boolean keepAlive;

    /** Body bytes left of this chunk, or of the whole body. */
    private long left;

    private boolean sizeHasDigit;

    /** Bytes so far of the trailer line (an empty one ends the response) or chunk extension. */
    private int lineLength;

    private int trailerBytes;

    /** Prepares for the next response on the connection. */
    void reset() {
        state = State.HEAD;
        headLength = 0;
        keepAlive = false;
    }

    /** The response has ended. */
    boolean isDone() {
        return state == State.DONE;
    }

    /** The connection may be used again: the response has ended, and it says so. */
    boolean isReusable() {
        return isDone() && keepAlive;
    }

    /** Takes what was read. */
    void feed(byte[] bytes, int from, int to, Sink sink) throws MalformedResponseException {
        int at = from;
        while (at < to) {
            at =
                    switch (state) {
                        case HEAD -> head(bytes, at, to, sink);
                        case LENGTH, UNTIL_CLOSE -> body(bytes, at, to, sink);
                        case CHUNK_SIZE -> chunkSize(bytes, at, to);
                        case CHUNK_EXTENSION -> chunkExtension(bytes, at, to);
                        case CHUNK_DATA -> chunkData(bytes, at, to, sink);
                        case CHUNK_END -> chunkEnd(bytes, at);
                        case TRAILER -> trailer(bytes, at, to, sink);
                        case DONE ->
                                throw new MalformedResponseException(
                                        "bytes after the end of the response");
                    };
        }
    }

    /** The connection ended. False when the response was cut short. */
    boolean endOfInput(Sink sink) throws MalformedResponseException {
        if (state == State.UNTIL_CLOSE) {
            end(sink);
        }
        return isDone();
    }

    private int head(byte[] bytes, int from, int to, Sink sink) throws MalformedResponseException {
        int at = from;
        while (at < to) {
            byte b = bytes[at++];
            append(b);
            if (b == '\n' && endsWithBlankLine()) {
                headComplete(sink);
                return at;
            }
        }
        return at;
    }

    private void append(byte b) throws MalformedResponseException {
        if (headLength == head.length) {
            if (headLength >= MAX_HEAD_BYTES) {
                throw new MalformedResponseException(
                        "a response head above " + MAX_HEAD_BYTES + " bytes");
            }
            head = Arrays.copyOf(head, head.length * 2);
        }
        head[headLength++] = b;
    }

    private boolean endsWithBlankLine() {
        int n = headLength;
        return (n >= 2 && head[n - 2] == '\n')
                || (n >= 3 && head[n - 2] == '\r' && head[n - 3] == '\n');
    }

    private void headComplete(Sink sink) throws MalformedResponseException {
        var text = new String(head, 0, headLength, StandardCharsets.ISO_8859_1);
        headLength = 0;
        ResponseHead parsed = ResponseHead.parse(text.stripTrailing());
        if (parsed.status() == 101) {
            throw new MalformedResponseException("the server switched protocols unasked");
        }
        if (parsed.status() < 200) {
            return;
        }
        keepAlive = parsed.keepAlive();
        sink.head(parsed);
        if (parsed.bodyLength() == ResponseHead.CHUNKED) {
            startChunk();
        } else if (parsed.bodyLength() == ResponseHead.UNTIL_CLOSE) {
            state = State.UNTIL_CLOSE;
        } else {
            state = State.LENGTH;
            left = parsed.bodyLength();
            if (left == 0) {
                end(sink);
            }
        }
    }

    private int body(byte[] bytes, int from, int to, Sink sink) throws MalformedResponseException {
        if (state == State.UNTIL_CLOSE) {
            sink.body(bytes, from, to);
            return to;
        }
        int end = (int) Math.min(to, from + left);
        left -= end - from;
        sink.body(bytes, from, end);
        if (left == 0) {
            end(sink);
        }
        return end;
    }

    private void startChunk() {
        state = State.CHUNK_SIZE;
        left = 0;
        sizeHasDigit = false;
        lineLength = 0;
    }

    private int chunkSize(byte[] bytes, int from, int to) throws MalformedResponseException {
        int at = from;
        while (at < to) {
            byte b = bytes[at];
            int digit = hexDigit(b);
            if (digit < 0) {
                if (!sizeHasDigit) {
                    throw new MalformedResponseException("a chunk without a size");
                }
                state = State.CHUNK_EXTENSION;
                return at;
            }
            at++;
            sizeHasDigit = true;
            left = left << 4 | digit;
            if (left > MAX_CHUNK_BYTES) {
                throw new MalformedResponseException("a chunk above " + MAX_CHUNK_BYTES + " bytes");
            }
        }
        return at;
    }

    private static int hexDigit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** Skips to the end of the line that began with the chunk's size. */
    private int chunkExtension(byte[] bytes, int from, int to) throws MalformedResponseException {
        byte first = bytes[from];
        if (first != '\r' && first != '\n' && first != ';' && first != ' ' && first != '\t') {
            // Only right after the digits can this be wrong; inside an extension anything goes.
            if (lineLength == 0) {
                throw new MalformedResponseException("a chunk size that is not a number");
            }
        }
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n') {
                lineLength = 0;
                trailerBytes = 0;
                state = left == 0 ? State.TRAILER : State.CHUNK_DATA;
                return at + 1;
            }
            lineLength = 1;
        }
        return to;
    }

    private int chunkData(byte[] bytes, int from, int to, Sink sink)
            throws MalformedResponseException {
        int end = (int) Math.min(to, from + left);
        left -= end - from;
        if (left == 0) {
            state = State.CHUNK_END;
        }
        sink.body(bytes, from, end);
        return end;
    }

    private int chunkEnd(byte[] bytes, int from) throws MalformedResponseException {
        byte b = bytes[from];
        if (b == '\n') {
            startChunk();
        } else if (b != '\r') {
            throw new MalformedResponseException("a chunk longer than its size");
        }
        return from + 1;
    }

    private int trailer(byte[] bytes, int from, int to, Sink sink)
            throws MalformedResponseException {
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == '\n') {
                if (lineLength == 0) {
                    end(sink);
                    return at + 1;
                }
                lineLength = 0;
            } else if (b != '\r') {
                lineLength++;
            }
            if (++trailerBytes > MAX_HEAD_BYTES) {
                throw new MalformedResponseException("trailers above " + MAX_HEAD_BYTES + " bytes");
            }
        }
        return to;
    }

    private void end(Sink sink) throws MalformedResponseException {
        state = State.DONE;
        sink.end();
    }
}
