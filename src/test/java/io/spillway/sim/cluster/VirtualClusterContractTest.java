package io.spillway.sim.cluster;

import io.spillway.fleet.Actuator;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.HealthProbe.Health;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.ReplicaSpec.Overrides;
import io.spillway.testing.ActuatorContract;
import io.spillway.time.VirtualTime;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Replicas of the virtual world. */
class VirtualClusterContractTest extends ActuatorContract {

    @Override
    protected World newWorld() {
        return new Replicas();
    }

    private static final class Replicas implements World {
        private final VirtualTime time = new VirtualTime();
        private final TreeSet<String> open = new TreeSet<>();
        private @Nullable VirtualCluster newest;
        private boolean failing;

        @Override
        public Actuator connect(FleetEvents events) {
            open.clear();
            var cluster =
                    new VirtualCluster(
                            time,
                            ClusterRig.spec(),
                            event -> heard(event, events),
                            (_, _, _) -> {});
            newest = cluster;
            return cluster;
        }

        private void heard(FleetEvent event, FleetEvents events) {
            switch (event) {
                case FleetEvent.Stopped(var id, _) -> open.remove(id.value());
                case FleetEvent.Failed(var id, _, _) -> {
                    failing = false;
                    open.remove(id.value());
                }
                case FleetEvent.Reached(var id, _, _, _) -> open.add(id.value());
                case FleetEvent.Appeared _, FleetEvent.Addressed _, FleetEvent.Leaving _ -> {}
            }
            events.on(event);
        }

        @Override
        public ReplicaSpec spec(int ordinal) {
            var unknown = new Overrides(null, null, null, null, "no-such-gpu", null, Map.of());
            return new ReplicaSpec(
                    ClusterRig.id(ordinal), ordinal, failing ? unknown : Overrides.NONE);
        }

        @Override
        public void drive(Duration duration) {
            time.runUntil(time.nanos() + duration.toNanos());
        }

        @Override
        public boolean replicasAreRemembered() {
            return false;
        }

        @Override
        public boolean failNextStart() {
            failing = true;
            return true;
        }

        /** Each takes 20 seconds. */
        @Override
        public boolean slowNextStart() {
            return true;
        }

        /** Deaths are planned faults, told before the run. */
        @Override
        public boolean kill(ReplicaId id) {
            return false;
        }

        @Override
        public boolean serves(Endpoint endpoint) {
            List<Health> answers = new ArrayList<>();
            if (newest != null) {
                newest.probe(endpoint, time.nanos() + 1_000_000, answers::add);
                time.runUntil(time.nanos() + 1_000_000);
            }
            return answers.contains(new Health.Serving());
        }

        @Override
        public List<String> leftovers() {
            return List.copyOf(open);
        }

        @Override
        public void close() {}
    }
}
