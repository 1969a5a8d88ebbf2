package io.spillway.sim.http;

import io.spillway.fleet.Actuator;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.ReplicaSpec.Overrides;
import io.spillway.sim.StartupModel;
import io.spillway.testing.ActuatorContract;
import io.spillway.testing.Reachable;
import io.spillway.time.SystemTime;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Look-alike servers inside this process. */
class EmbeddedFleetContractTest extends ActuatorContract {

    @Override
    protected World newWorld() {
        return new Servers();
    }

    private static final class Servers implements World {
        /** Long enough to be cancelled under way. */
        private static final Duration STARTUP = Duration.ofMillis(400);

        private final SystemTime time = SystemTime.start();
        private final Set<String> open = new ConcurrentSkipListSet<>();
        private volatile boolean failing;

        @Override
        public Actuator connect(FleetEvents events) {
            open.clear();
            var engine = new EngineSpec.Fixed(FixedTiming.parse("ttft=10ms,itl=2ms"), 4096);
            SimulateSettings server =
                    SimulateSettings.of(0, engine).withStartup(StartupModel.fixed(STARTUP));
            return new EmbeddedFleet(
                    new EmbeddedFleet.Settings(server, 0, 3, 1),
                    time,
                    event -> heard(event, events));
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
                    new ReplicaId("sim-" + ordinal), ordinal, failing ? unknown : Overrides.NONE);
        }

        @Override
        public Duration quiet() {
            return Duration.ofMillis(500);
        }

        @Override
        public void drive(Duration duration) {
            try {
                var _ = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }

        /** They end with the process they run in. */
        @Override
        public boolean replicasAreRemembered() {
            return false;
        }

        @Override
        public boolean failNextStart() {
            failing = true;
            return true;
        }

        @Override
        public boolean slowNextStart() {
            return true;
        }

        /** There is no outside. */
        @Override
        public boolean kill(ReplicaId id) {
            return false;
        }

        @Override
        public boolean serves(Endpoint endpoint) {
            return Reachable.answers(endpoint, "/health");
        }

        @Override
        public List<String> leftovers() {
            return List.copyOf(open);
        }

        @Override
        public void close() {}
    }
}
