package io.spillway.actuate.cluster;

import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunId;
import io.spillway.time.SystemTime;

import java.time.Instant;
import java.util.function.Consumer;

/**
 * What an actuator on a cluster belongs to.
 *
 * @param notes what a person should know; called from any thread
 */
public record ClusterContext(
        RunId run,
        FleetEvents events,
        Consumer<RunEvent.Note> notes,
        SystemTime time,
        Patience patience) {

    /** Tells a person. */
    public void note(RunEvent.Level level, String text) {
        notes.accept(new RunEvent.Note(time.nanos(), level, text));
    }

    /**
     * The run time of a time of the cluster's, which counts whole seconds by clocks of its own: not
     * before what caused it, and not in the future.
     */
    public long nanosOf(Instant instant, long notBeforeNanos) {
        long nanos = time.nanosOf(instant);
        long now = time.nanos();
        return Math.clamp(nanos, Math.min(notBeforeNanos, now), now);
    }

    public Instant now() {
        return time.instantOf(time.nanos());
    }
}
