package io.spillway.actuate.apiserver;

import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What an actuator said, and waiting for it with a deadline. */
public final class Heard implements FleetEvents {

    private static final long LIMIT_SECONDS = 40;

    private final List<FleetEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void on(FleetEvent event) {
        events.add(event);
    }

    public List<FleetEvent> all() {
        return List.copyOf(events);
    }

    public <E extends FleetEvent> @Nullable E last(Class<E> type, ReplicaId id) {
        E found = null;
        for (FleetEvent event : events) {
            if (type.isInstance(event) && event.replica().equals(id)) {
                found = type.cast(event);
            }
        }
        return found;
    }

    public <E extends FleetEvent> E await(Class<E> type, ReplicaId id) {
        await(
                () -> "no %s of %s; heard %s".formatted(type.getSimpleName(), id, events),
                () -> last(type, id) != null);
        E found = last(type, id);
        if (found == null) {
            throw new AssertionError("it was there");
        }
        return found;
    }

    /** Waits for a condition. */
    public static void await(Supplier<String> problem, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(problem.get());
            }
            pass(20);
        }
    }

    /** Lets the world go on for a moment. */
    public static void pass(long millis) {
        try {
            var _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
