package io.spillway.policy.basic;

import static io.spillway.policy.Parameter.Kind.INTEGER;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyType;
import io.spillway.policy.ScalingPolicy;

import java.util.List;

/** A fixed number of replicas: the line that every other policy is compared with. */
public final class StaticPolicy implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "static",
                    "A fixed number of replicas.",
                    List.of(
                            Parameter.of("replicas", INTEGER, "How many.")
                                    .from("from `fleet.min_replicas`")
                                    .atLeast(0)
                                    .asSetPoint()),
                    List.of(),
                    StaticPolicy::new);

    private final int replicas;

    private StaticPolicy(Parameters parameters, PolicyContext context) {
        replicas = parameters.integer("replicas", context.minReplicas());
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        return observation.target() == replicas
                ? new ScalingDecision.Hold("static")
                : new ScalingDecision.ScaleTo(replicas, "static: " + replicas);
    }
}
