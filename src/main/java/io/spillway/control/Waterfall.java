package io.spillway.control;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.StartPhase;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.OptionalLong;

/**
 * How one replica came up: the phases it reached, in the order of {@link StartPhase}.
 *
 * @param life 1 for the first replica of this name, 2 for the next, …
 */
public record Waterfall(ReplicaId replica, int life, List<Step> steps) {

    /** A phase, the run time at which it was reached, and what was said about it. */
    public record Step(StartPhase phase, long atNanos, @Nullable String detail) {}

    public Waterfall {
        steps = List.copyOf(steps);
    }

    /** When the phase was reached; empty when it was not seen. */
    public OptionalLong at(StartPhase phase) {
        return steps.stream()
                .filter(step -> step.phase() == phase)
                .mapToLong(Step::atNanos)
                .findFirst();
    }

    /** Nanoseconds between two phases; empty unless both were seen. */
    public OptionalLong between(StartPhase from, StartPhase to) {
        OptionalLong begin = at(from);
        OptionalLong end = at(to);
        return begin.isPresent() && end.isPresent()
                ? OptionalLong.of(end.getAsLong() - begin.getAsLong())
                : OptionalLong.empty();
    }

    /** Whether a decision of the policy, and not the run's beginning, started it. */
    public boolean isScaleOut() {
        return at(StartPhase.DECIDE).isPresent();
    }
}
