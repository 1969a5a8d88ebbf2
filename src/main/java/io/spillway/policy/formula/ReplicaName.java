package io.spillway.policy.formula;

import io.spillway.fleet.ReplicaView;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Names in formulas for what the controller itself knows about each replica. */
enum ReplicaName {
    REPLICA_IN_FLIGHT(ReplicaView::inFlight),
    CAPACITY(ReplicaView::capacity);

    // A constant accessor.
    @SuppressWarnings("ImmutableEnumChecker")
    private final ToDoubleFunction<ReplicaView> value;

    ReplicaName(ToDoubleFunction<ReplicaView> value) {
        this.value = value;
    }

    double of(ReplicaView replica) {
        return value.applyAsDouble(replica);
    }

    static @Nullable ReplicaName named(String label) {
        for (ReplicaName name : values()) {
            if (name.name().toLowerCase(Locale.ROOT).equals(label)) {
                return name;
            }
        }
        return null;
    }
}
