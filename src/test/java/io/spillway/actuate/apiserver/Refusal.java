package io.spillway.actuate.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer that is not what was asked for. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    final int code;
    private final String reason;

    Refusal(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.reason = reason;
    }

    ObjectNode status() {
        return FakeApiServer.JSON
                .createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("reason", reason)
                .put("message", getMessage())
                .put("code", code);
    }
}
