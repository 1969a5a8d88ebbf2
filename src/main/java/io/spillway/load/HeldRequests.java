package io.spillway.load;

import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Requests that were due and could not be sent, first come first served. While no replica is routed
 * each waits until its deadline; while one is, for as long as it takes. Confined to the driver's
 * thread. Bounded by the load: a held request is never held twice.
 */
final class HeldRequests {

    private record Held(RequestTracker tracker, long untilNanos) {}

    /** How often expiry is looked at again while requests wait for a busy fleet. */
    private static final long RECHECK_NANOS = 1_000_000_000L;

    private final Scheduler scheduler;
    private final long holdNanos;
    private final BooleanSupplier anyRouted;
    private final Consumer<RequestTracker> expired;
    private final Deque<Held> queue = new ArrayDeque<>();
    private @Nullable Cancellable timer;

    HeldRequests(
            Scheduler scheduler,
            long holdNanos,
            BooleanSupplier anyRouted,
            Consumer<RequestTracker> expired) {
        this.scheduler = scheduler;
        this.holdNanos = holdNanos;
        this.anyRouted = anyRouted;
        this.expired = expired;
    }

    int size() {
        return queue.size();
    }

    /** Holds from now on. Deadlines keep the order of the queue, since all hold equally long. */
    void add(RequestTracker tracker) {
        long until = scheduler.nanos() + holdNanos;
        queue.addLast(new Held(tracker, until));
        if (timer == null) {
            timer = scheduler.at(until, this::expire);
        }
    }

    /** Offers held requests in order until one is refused. */
    void release(Predicate<RequestTracker> send) {
        while (!queue.isEmpty() && send.test(queue.getFirst().tracker)) {
            queue.removeFirst();
        }
    }

    private void expire() {
        timer = null;
        long now = scheduler.nanos();
        if (anyRouted.getAsBoolean()) {
            rearm(now + RECHECK_NANOS);
            return;
        }
        while (!queue.isEmpty() && queue.getFirst().untilNanos <= now) {
            expired.accept(queue.removeFirst().tracker);
        }
        if (!queue.isEmpty()) {
            rearm(queue.getFirst().untilNanos);
        }
    }

    private void rearm(long nanos) {
        if (!queue.isEmpty()) {
            timer = scheduler.at(nanos, this::expire);
        }
    }
}
