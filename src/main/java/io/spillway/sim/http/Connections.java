package io.spillway.sim.http;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/** The open connections of a server. Confined to its loop. */
final class Connections {

    private final Set<HttpConnection> open = new LinkedHashSet<>();
    private boolean closing;
    private @Nullable Runnable onEmpty;

    void add(HttpConnection connection) {
        open.add(connection);
        if (closing) {
            connection.closeNow();
        }
    }

    void remove(HttpConnection connection) {
        open.remove(connection);
        Runnable action = onEmpty;
        if (open.isEmpty() && action != null) {
            onEmpty = null;
            action.run();
        }
    }

    int size() {
        return open.size();
    }

    /** Answers from here on ask the client to close. */
    boolean isClosing() {
        return closing;
    }

    /** Closes what is idle, and lets the others finish; then runs the action. */
    void drain(Runnable whenEmpty) {
        closing = true;
        onEmpty = whenEmpty;
        for (HttpConnection connection : new ArrayList<>(open)) {
            if (connection.isIdle()) {
                connection.closeAfterFlush();
            }
        }
        if (open.isEmpty() && onEmpty != null) {
            onEmpty = null;
            whenEmpty.run();
        }
    }

    /** Closes everything, also in the middle of an answer. */
    void closeAll() {
        closing = true;
        new ArrayList<>(open).forEach(HttpConnection::closeNow);
    }
}
