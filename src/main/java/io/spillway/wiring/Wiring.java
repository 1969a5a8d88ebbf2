package io.spillway.wiring;

import io.spillway.config.Experiment;
import io.spillway.policy.PolicyRegistry;
import io.spillway.policy.external.OwnPolicies;
import io.spillway.study.ExperimentRunner;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunRequest;
import io.spillway.study.StartedRun;

import java.time.Instant;

/** Runs experiments on either clock. */
public final class Wiring implements ExperimentRunner {

    private final PolicyRegistry policies;

    public Wiring() {
        this(OwnPolicies.registry());
    }

    public Wiring(PolicyRegistry policies) {
        this.policies = policies;
    }

    @Override
    public StartedRun start(Experiment experiment, RunRequest request) throws RunFailedException {
        return switch (request.clock()) {
            case VIRTUAL -> new VirtualRun(experiment, request, policies, Instant.now());
            case LIVE -> new LiveRun(experiment, request, policies);
        };
    }
}
