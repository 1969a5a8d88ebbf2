package io.spillway.control;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;

import org.jspecify.annotations.Nullable;

import java.util.OptionalLong;

/** One check: what the policy wants, what of it may be, and why. */
final class Decider {

    /**
     * A check's outcome.
     *
     * @param target what it should be from now on
     * @param cause of the change, when there is one
     */
    record Outcome(ScalingDecision decision, double signal, int target, StartCause cause) {}

    private record Asked(ScalingDecision decision, double signal, OptionalLong breachedSince) {}

    private final Core core;
    private final TargetRule rule;
    private final Sampler sampler;
    private @Nullable String lastHeldBack;
    private volatile int policyFailures;

    Decider(Core core, TargetRule rule, Sampler sampler) {
        this.core = core;
        this.rule = rule;
        this.sampler = sampler;
    }

    /** Any thread. */
    int policyFailures() {
        return policyFailures;
    }

    Outcome decide(FleetObservation seen) {
        Asked asked = ask(seen);
        int target = ruling(asked.decision, seen.target());
        long now = core.now();
        long detected = asked.breachedSince.orElseGet(() -> sampler.newestSampleNanos(now));
        var cause = StartCause.detected(Math.min(detected, now), now, asked.decision.reason());
        return new Outcome(asked.decision, asked.signal, target, cause);
    }

    private Asked ask(FleetObservation seen) {
        var policy = core.ports().policy();
        // A policy may be the user's own: whatever it throws, the fleet stays as it is.
        try {
            ScalingDecision decision = policy.decide(seen);
            return new Asked(decision, policy.signal(), policy.breachedSinceNanos());
        } catch (RuntimeException broken) {
            int failures = policyFailures + 1;
            policyFailures = failures;
            if (Integer.bitCount(failures) == 1) {
                core.note(
                        RunEvent.Level.WARN,
                        "the policy failed (%d so far): %s".formatted(failures, broken));
            }
            var hold = new ScalingDecision.Hold("the policy failed: " + broken);
            return new Asked(hold, Double.NaN, OptionalLong.empty());
        }
    }

    private int ruling(ScalingDecision decision, int target) {
        return switch (decision) {
            case ScalingDecision.Hold _, ScalingDecision.Abstain _ -> target;
            case ScalingDecision.ScaleTo(int wanted, String _) -> {
                boolean ours = core.ports().actuator().capabilities().canStart();
                TargetRule.Ruling ruling =
                        ours
                                ? rule.rule(wanted, target, core.now())
                                : new TargetRule.Ruling(target, "somebody else scales this fleet");
                noteHeldBack(wanted, ruling.heldBack());
                yield ruling.target();
            }
        };
    }

    /** Once for each reason in a row. */
    private void noteHeldBack(int wanted, @Nullable String heldBack) {
        if (heldBack != null && !heldBack.equals(lastHeldBack)) {
            core.note(RunEvent.Level.INFO, "not scaled to %d: %s".formatted(wanted, heldBack));
        }
        lastHeldBack = heldBack;
    }
}
