package io.spillway.fleet;

import java.util.Locale;

/**
 * The phases of a scale-out, in order. Each is stamped when it is <em>reached</em>; an adapter
 * reports those it can see.
 */
public enum StartPhase {
    /** The first sample that breached, as the policy saw it. */
    DETECT,
    /** The policy asked for more replicas. */
    DECIDE,
    /** The actuator accepted: process forked, release installed, scale subresource written. */
    CREATE,
    /** A node was found. */
    SCHEDULE,
    /** The image is on the node. */
    PULL,
    /** The container or process runs. */
    START,
    /** The engine begins to load its model: the interpreter and its imports are done. */
    INIT,
    /** Weights are loaded. */
    LOAD,
    /** The health route answered 200. */
    READY,
    /** The balancer sent it its first counted request. */
    FIRST_ROUTED,
    /** Its first counted request produced a token. */
    FIRST_TOKEN;

    /** The spelling of logs and results: {@code first-routed}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
