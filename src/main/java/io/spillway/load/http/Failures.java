package io.spillway.load.http;

import io.netty.channel.ConnectTimeoutException;
import io.spillway.fleet.FailureCause;

import org.jspecify.annotations.Nullable;

import java.net.ConnectException;

/** What socket errors mean. */
final class Failures {

    private Failures() {}

    /** No connection came about. */
    static FailureCause connect(Throwable cause, String where) {
        if (cause instanceof ConnectTimeoutException) {
            return new FailureCause(FailureCause.TIMEOUT, "no connection to " + where + " in time");
        }
        String why = cause instanceof ConnectException ? "connection refused" : reason(cause);
        return new FailureCause(FailureCause.CONNECTION_REFUSED, where + ": " + why);
    }

    static FailureCause handshake(Throwable cause, String where) {
        return new FailureCause(
                FailureCause.PROTOCOL, where + ": TLS handshake failed: " + reason(cause));
    }

    /** A connection was lost while a request was on it. */
    static FailureCause lost(@Nullable Throwable cause, boolean answered) {
        String when = answered ? "in the middle of the response" : "before any response byte";
        if (cause == null && answered) {
            return new FailureCause(FailureCause.TRUNCATED, "connection closed " + when);
        }
        String what = cause == null ? "connection closed " : reason(cause) + " ";
        return new FailureCause(FailureCause.CONNECTION_RESET, what + when);
    }

    static FailureCause protocol(String what) {
        return new FailureCause(FailureCause.PROTOCOL, what);
    }

    /** The last part of a message: native ones begin with the call that failed. */
    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        if (message == null) {
            return cause.getClass().getSimpleName();
        }
        String last = message.substring(message.lastIndexOf(": ") + 1).strip();
        return last.isEmpty() ? message : last;
    }
}
