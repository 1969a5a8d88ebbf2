package io.spillway.load;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the driver knows of one replica it has ever routed to, by name. Confined to the driver's
 * thread, but for {@link #inFlight()} and {@link #claimFirstToken()}.
 */
final class RoutedReplica {

    private Endpoint endpoint;
    private final Set<RequestTracker> open = new LinkedHashSet<>();
    private final List<Runnable> whenIdle = new ArrayList<>();
    private final AtomicBoolean firstTokenSeen = new AtomicBoolean();
    private volatile int inFlight;
    private boolean routedBefore;

    RoutedReplica(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    void moveTo(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    int inFlight() {
        return inFlight;
    }

    /**
     * It is routed, for the first time or again after an absence: a new life with firsts of its
     * own.
     */
    void enter() {
        routedBefore = false;
        firstTokenSeen.set(false);
    }

    /** True for the first counted request of its life. */
    boolean opened(RequestTracker tracker) {
        open.add(tracker);
        inFlight = open.size();
        boolean first = !routedBefore;
        routedBefore = true;
        return first;
    }

    void closed(RequestTracker tracker) {
        open.remove(tracker);
        inFlight = open.size();
        if (open.isEmpty()) {
            List<Runnable> callbacks = List.copyOf(whenIdle);
            whenIdle.clear();
            callbacks.forEach(Runnable::run);
        }
    }

    void whenIdle(Runnable callback) {
        if (open.isEmpty()) {
            callback.run();
        } else {
            whenIdle.add(callback);
        }
    }

    void cancelAll(FailureCause cause) {
        for (RequestTracker tracker : List.copyOf(open)) {
            if (tracker.call != null) {
                tracker.call.cancel(cause);
            }
        }
    }

    /** True once: for the first token of a counted request. Any thread. */
    boolean claimFirstToken() {
        return !firstTokenSeen.get() && firstTokenSeen.compareAndSet(false, true);
    }
}
