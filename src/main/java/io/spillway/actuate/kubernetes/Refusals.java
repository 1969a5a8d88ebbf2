package io.spillway.actuate.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.ClusterException.Kind;

import org.jspecify.annotations.Nullable;

import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.Callable;

/** The client's exceptions as the port's, with messages for people. */
final class Refusals {

    private Refusals() {}

    /** Calls, and translates what it throws. */
    static <T extends @Nullable Object> T translated(String what, Callable<T> call) {
        try {
            return call.call();
        } catch (ClusterException own) {
            throw own;
        } catch (KubernetesClientException refused) {
            throw of(what, refused);
        } catch (Exception broken) {
            throw new ClusterException(Kind.OTHER, what + ": " + broken, broken);
        }
    }

    static ClusterException of(String what, KubernetesClientException refused) {
        Kind kind =
                switch (refused.getCode()) {
                    case 403, 401 -> Kind.FORBIDDEN;
                    case 404 -> Kind.NOT_FOUND;
                    case 409 -> Kind.CONFLICT;
                    case 410 -> Kind.EXPIRED;
                    // None or below: there was no answer.
                    case -1, 0, 429, 500, 502, 503, 504 -> Kind.AWAY;
                    default -> Kind.OTHER;
                };
        return new ClusterException(kind, what + ": " + message(refused), refused);
    }

    private static String message(KubernetesClientException refused) {
        var status = refused.getStatus();
        if (status != null && status.getMessage() != null) {
            return status.getMessage();
        }
        Throwable cause = refused;
        boolean connecting = false;
        while (cause.getCause() != null) {
            cause = cause.getCause();
            connecting |= cause instanceof ConnectException;
        }
        if (cause instanceof UnresolvedAddressException) {
            return "its name cannot be resolved";
        }
        if (connecting && cause instanceof ClosedChannelException) {
            return "the connection was refused";
        }
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
