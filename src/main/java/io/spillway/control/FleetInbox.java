package io.spillway.control;

import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * Brings an actuator's facts to the control thread. Made before the actuator, which is made before
 * the loop. Any thread may call.
 */
public final class FleetInbox implements FleetEvents {

    private final Scheduler scheduler;
    private volatile @Nullable Consumer<FleetEvent> reader;

    public FleetInbox(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void readBy(Consumer<FleetEvent> reader) {
        this.reader = reader;
    }

    @Override
    public void on(FleetEvent event) {
        scheduler.execute(
                () -> {
                    Consumer<FleetEvent> current = reader;
                    if (current == null) {
                        throw new IllegalStateException("no control loop reads: " + event);
                    }
                    current.accept(event);
                });
    }
}
