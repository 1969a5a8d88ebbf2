package io.spillway.fleet;

/** The life of a replica, in this order; {@link #GONE} also follows a failure. */
public enum ReplicaState {
    /** Asked for, not yet serving. Paid for, receives nothing. */
    STARTING,
    /** Serving. */
    READY,
    /** Receives no new request; its in-flight streams are finishing. Still paid for. */
    DRAINING,
    /** Stopped, failed or lost. */
    GONE
}
