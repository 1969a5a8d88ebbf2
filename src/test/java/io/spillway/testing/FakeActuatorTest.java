package io.spillway.testing;

import io.spillway.fleet.Actuator;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.ReplicaSpec.Overrides;
import io.spillway.time.VirtualTime;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/** The fake keeps the contract too, so that what is tested with it holds for the real ones. */
class FakeActuatorTest extends ActuatorContract {

    @Override
    protected World newWorld() {
        return new FakeWorld(new Actuator.Capabilities("fake", true, true, 3));
    }

    static final class FakeWorld implements World {
        private static final long SECOND = 1_000_000_000L;

        private final VirtualTime time = new VirtualTime();
        private final FakeCluster cluster = new FakeCluster(SECOND);
        private final Actuator.Capabilities capabilities;
        private @Nullable FakeActuator newest;

        FakeWorld(Actuator.Capabilities capabilities) {
            this.capabilities = capabilities;
        }

        @Override
        public Actuator connect(FleetEvents events) {
            var actuator = new FakeActuator(time, cluster, events, capabilities);
            newest = actuator;
            return actuator;
        }

        @Override
        public ReplicaSpec spec(int ordinal) {
            return new ReplicaSpec(new ReplicaId("fake-" + ordinal), ordinal, Overrides.NONE);
        }

        @Override
        public void drive(Duration duration) {
            time.runUntil(time.nanos() + duration.toNanos());
        }

        @Override
        public boolean failNextStart() {
            cluster.next(new FakeCluster.Start.Fails(SECOND, "image not found"));
            return true;
        }

        @Override
        public boolean slowNextStart() {
            cluster.next(new FakeCluster.Start.Serves(5 * SECOND, 9 * SECOND));
            return true;
        }

        @Override
        public boolean kill(ReplicaId id) {
            if (newest != null) {
                newest.die(id, "killed");
            }
            return true;
        }

        @Override
        public boolean serves(Endpoint endpoint) {
            return cluster.serves(endpoint.replica(), time.nanos());
        }

        @Override
        public List<String> leftovers() {
            return cluster.existing().stream().map(ReplicaId::value).toList();
        }

        @Override
        public void close() {}
    }

    /** One that only watches. */
    static class WatchingActuatorTest extends ActuatorContract {
        @Override
        protected World newWorld() {
            return new FakeWorld(new Actuator.Capabilities("watching", false, false, 3));
        }
    }
}
