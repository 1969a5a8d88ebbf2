package io.spillway.sim.cluster;

import io.spillway.sim.EngineProfile;
import io.spillway.sim.EngineTuning;
import io.spillway.sim.StartupModel;

import java.time.Duration;

/**
 * What a virtual cluster consists of.
 *
 * @param profile of replicas without one of their own
 * @param tuning engine settings, applied to whichever profile a replica has
 * @param latency one way, between client and replica, for requests, tokens, probes and scrapes
 * @param maxReplicas the most that may exist at once
 */
public record ClusterSpec(
        EngineProfile profile,
        EngineTuning tuning,
        StartupModel startup,
        Duration latency,
        int maxReplicas,
        Faults faults) {

    /**
     * Loopback with an HTTP client and server on it: what a request or a token spends between the
     * two processes' clocks.
     */
    public static final Duration DEFAULT_LATENCY = Duration.ofNanos(200_000);

    /** Checks that the tuning fits the profile. */
    public ClusterSpec {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("latency is negative: " + latency);
        }
        if (maxReplicas < 1) {
            throw new IllegalArgumentException("max replicas is below 1: " + maxReplicas);
        }
        var _ = tuning.on(profile);
    }

    /** A cluster with the default latency and without faults. */
    public static ClusterSpec of(
            EngineProfile profile, EngineTuning tuning, StartupModel startup, int maxReplicas) {
        return new ClusterSpec(profile, tuning, startup, DEFAULT_LATENCY, maxReplicas, Faults.NONE);
    }

    public ClusterSpec withFaults(Faults others) {
        return new ClusterSpec(profile, tuning, startup, latency, maxReplicas, others);
    }

    public ClusterSpec withLatency(Duration other) {
        return new ClusterSpec(profile, tuning, startup, other, maxReplicas, faults);
    }
}
