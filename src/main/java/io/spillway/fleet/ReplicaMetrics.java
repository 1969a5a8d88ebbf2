package io.spillway.fleet;

import java.util.List;
import java.util.function.Consumer;

/** Reads what replicas say about themselves. */
public interface ReplicaMetrics {

    /**
     * Asks all endpoints at once. Each yields exactly one fresh or missing sample, at the latest at
     * the deadline (run time), delivered on the control thread.
     */
    void poll(List<Endpoint> endpoints, long deadlineNanos, Consumer<ReplicaSample> sink);
}
