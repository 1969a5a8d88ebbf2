package io.spillway.load.http;

/** The server sent what HTTP, SSE or JSON do not allow, or more than is accepted. */
final class MalformedResponseException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    MalformedResponseException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
