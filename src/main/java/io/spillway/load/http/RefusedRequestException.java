package io.spillway.load.http;

/** A request that cannot be put on this wire. */
final class RefusedRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    RefusedRequestException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
