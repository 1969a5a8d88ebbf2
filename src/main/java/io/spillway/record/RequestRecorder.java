package io.spillway.record;

import io.spillway.fleet.LoadView;
import io.spillway.fleet.ReplicaId;

/**
 * Where the load driver and the transports' threads report what happens to requests. Thread-safe
 * and non-blocking but for {@link #finished}, whose producer waits when the writer's buffer is
 * full; that wait is counted and becomes a doubt in the result.
 */
public interface RequestRecorder {

    /** A request was due. */
    void offered(int stage, long intendedNanos);

    /** It was handed to the socket. */
    void sent(int stage, ReplicaId replica, long intendedNanos, long sentNanos);

    /** Its first text arrived. */
    void firstText(int stage, long intendedNanos, long sentNanos, long firstTextNanos);

    /** Two events with text were this far apart. */
    void gap(int stage, long gapNanos);

    /** The same, {@code count} times. */
    void gaps(int stage, long gapNanos, long count);

    /** It ended. Called exactly once for every offered request. */
    void finished(RequestRecord request);

    /** A request was delayed because the in-flight cap was reached. */
    void capped(int stage);

    /** The last few seconds, with the driver's own counts filled in. */
    LoadView recent(int inFlight, int held);
}
