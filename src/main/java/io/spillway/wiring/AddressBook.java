package io.spillway.wiring;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Passes an actuator's facts on and remembers where each replica was last reached. Any thread. */
final class AddressBook implements FleetEvents {

    private final FleetEvents next;
    private final Map<ReplicaId, String> addresses = new LinkedHashMap<>();

    AddressBook(FleetEvents next) {
        this.next = next;
    }

    @Override
    public void on(FleetEvent event) {
        if (event instanceof FleetEvent.Addressed addressed) {
            synchronized (addresses) {
                addresses.put(addressed.replica(), addressed.endpoint().baseUrl().toString());
            }
        }
        next.on(event);
    }

    /** Where those of the replicas are that were ever reached. */
    List<Endpoint> endpoints(List<ReplicaId> replicas) {
        synchronized (addresses) {
            return replicas.stream()
                    .filter(addresses::containsKey)
                    .map(id -> new Endpoint(id, URI.create(addresses.get(id))))
                    .toList();
        }
    }

    Map<ReplicaId, String> addresses() {
        synchronized (addresses) {
            return new LinkedHashMap<>(addresses);
        }
    }
}
