package io.spillway.wiring;

import io.spillway.actuate.endpoints.EndpointsActuator;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Brings in the replicas that have a URL of their own, and lets another actuator start the rest. */
final class MixedActuator implements Actuator {

    private final Actuator starter;
    private final EndpointsActuator running;
    private final Set<ReplicaId> broughtIn = new ConcurrentSkipListSet<>();

    MixedActuator(Actuator starter, EndpointsActuator running) {
        this.starter = starter;
        this.running = running;
    }

    @Override
    public Capabilities capabilities() {
        return starter.capabilities();
    }

    @Override
    public void adopt(RunId run) {
        starter.adopt(run);
    }

    @Override
    public void start(ReplicaSpec spec) {
        if (spec.overrides().url() == null) {
            starter.start(spec);
        } else {
            broughtIn.add(spec.id());
            running.start(spec);
        }
    }

    @Override
    public void stop(ReplicaId replica, Duration grace) {
        if (broughtIn.remove(replica)) {
            running.stop(replica, grace);
        } else {
            starter.stop(replica, grace);
        }
    }

    @Override
    public void close() {
        running.close();
        starter.close();
    }
}
