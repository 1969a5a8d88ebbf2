package io.spillway.load.http;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Keeps a whole body, within bounds: of a response that is not streamed, or of an error. */
final class BodyCollector {
    private static final int MAX_BODY_BYTES = 16 << 20;
    private static final int MAX_ERROR_BYTES = 16 << 10;

    private final boolean isError;
    private byte[] bytes = new byte[1024];
    private int length;

    BodyCollector(ResponseHead head) {
        this.isError = !head.isSuccess();
    }

    /** Of an error the beginning is enough; anything else must come whole. */
    void add(byte[] source, int from, int to) throws MalformedResponseException {
        int taken = isError ? Math.min(to - from, MAX_ERROR_BYTES - length) : to - from;
        if (length + taken > MAX_BODY_BYTES) {
            throw new MalformedResponseException("a response above " + MAX_BODY_BYTES + " bytes");
        }
        if (length + taken > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + taken));
        }
        System.arraycopy(source, from, bytes, length, taken);
        length += taken;
    }

    String errorMessage() {
        return EventJson.errorMessage(bytes, 0, length);
    }

    /** The server's message when the body is an error object, whatever its status; else null. */
    @Nullable String error() {
        try {
            return parse().error();
        } catch (MalformedResponseException notJson) {
            return null;
        }
    }

    EventJson parse() throws MalformedResponseException {
        return EventJson.parse(bytes, 0, length);
    }
}
