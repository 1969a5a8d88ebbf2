package io.spillway.load.http;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Idle connections of one endpoint, newest first, so that few stay warm. None is given out once it
 * has waited for the limit: the server is about to close it.
 */
final class IdlePool<T> {

    private record Idle<T>(T connection, long sinceNanos) {}

    private final long limitNanos;

    /** Oldest first. */
    private final ArrayDeque<Idle<T>> idle = new ArrayDeque<>();

    IdlePool(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    void put(T connection, long nowNanos) {
        idle.addLast(new Idle<>(connection, nowNanos));
    }

    /** The one that has waited least, null when there is none young enough. */
    @Nullable T take(long nowNanos) {
        Idle<T> newest = idle.peekLast();
        if (newest == null || isExpired(newest, nowNanos)) {
            return null;
        }
        idle.removeLast();
        return newest.connection();
    }

    /** Removes those that have waited too long. */
    void evict(long nowNanos, Consumer<T> evicted) {
        Idle<T> oldest = idle.peekFirst();
        while (oldest != null && isExpired(oldest, nowNanos)) {
            idle.removeFirst();
            evicted.accept(oldest.connection());
            oldest = idle.peekFirst();
        }
    }

    boolean remove(T connection) {
        return idle.removeIf(entry -> entry.connection().equals(connection));
    }

    boolean isEmpty() {
        return idle.isEmpty();
    }

    /** When the oldest has waited too long; {@link Long#MAX_VALUE} when there is none. */
    long nextEvictionNanos() {
        Idle<T> oldest = idle.peekFirst();
        return oldest == null ? Long.MAX_VALUE : oldest.sinceNanos() + limitNanos;
    }

    private boolean isExpired(Idle<T> entry, long nowNanos) {
        return nowNanos - entry.sinceNanos() >= limitNanos;
    }
}
