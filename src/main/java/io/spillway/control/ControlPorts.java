package io.spillway.control;

import io.spillway.balance.Traffic;
import io.spillway.balance.WeightBook;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.HealthProbe;
import io.spillway.fleet.ReplicaMetrics;
import io.spillway.fleet.RunEvents;
import io.spillway.policy.ScalingPolicy;

/** What a control loop works with. The actuator reports to the loop's {@link FleetInbox}. */
public record ControlPorts(
        ScalingPolicy policy,
        Actuator actuator,
        ReplicaMetrics metrics,
        HealthProbe probe,
        Traffic traffic,
        WeightBook weights,
        RunEvents events) {}
