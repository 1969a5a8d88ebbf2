package io.spillway.policy.basic;

import static io.spillway.policy.Parameter.Kind.DURATION;
import static io.spillway.policy.Parameter.Kind.INTEGER;
import static io.spillway.policy.Parameter.Kind.LIST;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyType;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.Timetable;

import java.util.List;

/** A number of replicas by the time of the run. */
public final class SchedulePolicy implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "schedule",
                    "A number of replicas by the time of the run.",
                    List.of(
                            Parameter.of(
                                            "entries",
                                            LIST,
                                            "Maps of at (time since the start) and replicas.")
                                    .required(),
                            Parameter.of("repeat", DURATION, "Begin again after this time.")
                                    .above(0)),
                    List.of(),
                    SchedulePolicy::new);

    private final Timetable timetable;

    private SchedulePolicy(Parameters parameters, PolicyContext context) {
        timetable =
                new Timetable(
                        parameters,
                        List.of(
                                Parameter.of("replicas", INTEGER, "How many.")
                                        .required()
                                        .atLeast(0)));
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        int target = observation.target();
        int replicas =
                timetable
                        .at(observation.atNanos())
                        .map(entry -> entry.integer("replicas"))
                        .orElse(target);
        return replicas == target
                ? new Hold("schedule")
                : new ScaleTo(replicas, "schedule: " + replicas);
    }
}
