package io.spillway.fleet;

/**
 * Why a request failed.
 *
 * @param kind the key under which it is counted: one of the constants here, or {@code
 *     http-<status>}
 * @param detail for people: what the server or the socket said
 */
public record FailureCause(String kind, String detail) {
    /** The stream carried an {@code error} event. */
    public static final String ERROR_EVENT = "error-event";

    /** The stream ended without {@code [DONE]}, or a body ended short. */
    public static final String TRUNCATED = "truncated";

    public static final String CONNECTION_REFUSED = "connection-refused";
    public static final String CONNECTION_RESET = "connection-reset";
    public static final String TIMEOUT = "timeout";

    /** Usage reports fewer output tokens than were pinned. */
    public static final String SHORT_USAGE = "short-usage";

    /** No replica became ready within {@code routing.hold}. */
    public static final String NO_REPLICA = "no-replica";

    /** The answer was not what the protocol says. */
    public static final String PROTOCOL = "protocol";

    /** The run was stopped while the request was in flight. */
    public static final String CANCELLED = "cancelled";

    public static FailureCause httpStatus(int status, String detail) {
        return new FailureCause("http-" + status, detail);
    }
}
