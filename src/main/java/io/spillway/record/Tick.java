package io.spillway.record;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaView;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is true at the end of a second.
 *
 * @param atNanos the end of the second: its due time, not the time at which a late timer fired
 * @param inFlight requests at replicas
 * @param held requests waiting in the driver
 * @param replicas every replica that is not gone, in order of creation
 * @param expectedShares the share of new requests each routed replica should have
 * @param loopLagP99Seconds lateness of the driver's own timers in this second, NaN when unmeasured
 */
public record Tick(
        long atNanos,
        int inFlight,
        int held,
        List<ReplicaView> replicas,
        Map<ReplicaId, Double> expectedShares,
        double loopLagP99Seconds) {

    public Tick {
        replicas = List.copyOf(replicas);
        expectedShares = Collections.unmodifiableMap(new LinkedHashMap<>(expectedShares));
    }
}
