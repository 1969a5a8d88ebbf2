package io.spillway.policy.decorator;

import static io.spillway.policy.Parameter.Kind.INTEGER;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.Timetable;

import java.util.List;

/** Bounds that change with the time of the run; none before the first entry. */
final class ScheduleOverlay extends Decorated {
    private final Timetable timetable;

    ScheduleOverlay(ScalingPolicy inner, Parameters parameters) {
        super(inner);
        timetable =
                new Timetable(
                        parameters,
                        List.of(
                                Parameter.integer("min_replicas", 0, "The least."),
                                Parameter.of("max_replicas", INTEGER, "The most.").atLeast(1)));
    }

    @Override
    ScalingDecision change(ScalingDecision decision, FleetObservation observation) {
        Parameters entry = timetable.at(observation.atNanos()).orElse(null);
        if (entry == null) {
            return decision;
        }
        int min = entry.integer("min_replicas");
        int max = Math.max(min, entry.integer("max_replicas", Integer.MAX_VALUE));
        return Clamp.bound(decision, observation.target(), min, max);
    }
}
