package io.spillway.actuate.endpoints;

import io.spillway.fleet.Actuator;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.testing.ActuatorContract;
import io.spillway.time.VirtualTime;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Servers that run already: they serve whoever has been brought in. */
class EndpointsActuatorTest extends ActuatorContract {

    @Override
    protected World newWorld() {
        return new RunningServers();
    }

    private static final class RunningServers implements World {
        private final VirtualTime time = new VirtualTime();
        private final List<URI> urls =
                List.of(URI.create("http://127.0.0.1:1"), URI.create("http://127.0.0.1:2"));
        private final Map<ReplicaId, URI> members = new LinkedHashMap<>();

        @Override
        public Actuator connect(FleetEvents events) {
            members.clear();
            return new EndpointsActuator(
                    urls,
                    event -> {
                        switch (event) {
                            case io.spillway.fleet.FleetEvent.Addressed addressed ->
                                    members.put(
                                            addressed.replica(), addressed.endpoint().baseUrl());
                            case io.spillway.fleet.FleetEvent.Stopped stopped ->
                                    members.remove(stopped.replica());
                            default -> {}
                        }
                        events.on(event);
                    },
                    time::nanos);
        }

        @Override
        public ReplicaSpec spec(int ordinal) {
            return new ReplicaSpec(
                    new ReplicaId("server-" + ordinal), ordinal, ReplicaSpec.Overrides.NONE);
        }

        @Override
        public Duration quiet() {
            return Duration.ofMillis(500);
        }

        @Override
        public void drive(Duration duration) {
            time.runUntil(time.nanos() + duration.toNanos());
        }

        /** They run either way, and are nobody's. */
        @Override
        public boolean replicasAreRemembered() {
            return false;
        }

        @Override
        public boolean failNextStart() {
            return false;
        }

        @Override
        public boolean slowNextStart() {
            return false;
        }

        @Override
        public boolean kill(ReplicaId id) {
            return false;
        }

        @Override
        public boolean serves(Endpoint endpoint) {
            return endpoint.baseUrl().equals(members.get(endpoint.replica()));
        }

        @Override
        public List<String> leftovers() {
            return members.keySet().stream().map(ReplicaId::value).toList();
        }

        @Override
        public void close() {}
    }
}
