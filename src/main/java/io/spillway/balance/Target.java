package io.spillway.balance;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;

import org.jspecify.annotations.Nullable;

/**
 * A replica that may receive requests.
 *
 * @param weight relative share it should have, above 0
 * @param sinceNanos when it became ready: slow start counts from here
 * @param sample its newest sample, for balancers that look at the engine
 */
public record Target(ReplicaId id, double weight, long sinceNanos, @Nullable ReplicaSample sample) {

    public Target {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("weight of " + id + " is not above 0: " + weight);
        }
    }
}
