package io.spillway.wiring;

import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterCleanup;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.helm.HelmUninstaller;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunId;
import io.spillway.time.SystemTime;

import java.time.Duration;

/**
 * An actuator with the cluster it works on: closes both, and forgets the place when nothing is left
 * there.
 */
final class ClusterActuator implements Actuator {

    /** A cluster that was slow to end is not asked more. */
    private static final Duration SLOW = Duration.ofSeconds(2);

    private final Actuator actuator;
    private final Cluster cluster;
    private final RunId run;
    private final SystemTime time;

    ClusterActuator(Actuator actuator, Cluster cluster, RunId run, SystemTime time) {
        this.actuator = actuator;
        this.cluster = cluster;
        this.run = run;
        this.time = time;
    }

    @Override
    public Capabilities capabilities() {
        return actuator.capabilities();
    }

    @Override
    public void adopt(RunId adopted) {
        actuator.adopt(adopted);
    }

    @Override
    public void start(ReplicaSpec spec) {
        actuator.start(spec);
    }

    @Override
    public void stop(ReplicaId replica, Duration grace) {
        actuator.stop(replica, grace);
    }

    @Override
    public void close() {
        long began = time.nanos();
        actuator.close();
        try {
            if (time.nanos() - began < SLOW.toNanos() && isClean()) {
                new ClusterPlaces(StateFolder.clusters()).forget(run);
            }
        } finally {
            cluster.close();
        }
    }

    private boolean isClean() {
        try {
            var cleanup = new ClusterCleanup(cluster, new HelmUninstaller(cluster), time);
            return cleanup.list(run).isEmpty();
        } catch (ClusterException notKnown) {
            return false;
        }
    }
}
