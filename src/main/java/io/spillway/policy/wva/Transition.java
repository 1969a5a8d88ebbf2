package io.spillway.policy.wva;

import io.spillway.fleet.FleetObservation;
import io.spillway.policy.Text;

/** Whether a fleet is between two sizes, when the autoscaler keeps its hands off it. */
final class Transition {
    private Transition() {}

    /** Why; empty when it is not. */
    static String of(FleetObservation observation, int reporting) {
        if (observation.current() != observation.target() || observation.starting() > 0) {
            return "in transition: "
                    + observation.ready()
                    + " of "
                    + Text.replicas(observation.target())
                    + " ready";
        }
        return reporting == observation.target()
                ? ""
                : "only " + reporting + " of " + Text.replicas(observation.target()) + " report";
    }
}
