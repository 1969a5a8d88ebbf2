package io.spillway.policy.basic;

import static io.spillway.policy.Parameter.Kind.BOOLEAN;
import static io.spillway.policy.Parameter.Kind.DURATION;
import static io.spillway.policy.Parameter.Kind.INTEGER;

import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.StepSettings;

import java.util.ArrayList;
import java.util.List;

/** How a policy that moves in steps moves: step size, bounds and cool-downs. */
final class Steps {
    private static final long NEVER = Long.MIN_VALUE;

    static final List<Parameter> PARAMETERS =
            List.of(
                    Parameter.of("step", INTEGER, "Replicas added at once.")
                            .from("from `scaling.scale_out.step`")
                            .atLeast(1),
                    Parameter.of("scale_out_cooldown", DURATION, "From one scale-out to the next.")
                            .from("from `scaling.scale_out.cooldown`")
                            .atLeast(0),
                    Parameter.of("scale_in", BOOLEAN, "Whether to scale in at all.")
                            .from("from `scaling.scale_in.enabled`"),
                    Parameter.of("quiet", DURATION, "How long it must be quiet before a scale-in.")
                            .from("from `scaling.scale_in.quiet`")
                            .atLeast(0),
                    Parameter.of(
                                    "scale_in_cooldown",
                                    DURATION,
                                    "From any scaling to the next scale-in.")
                            .from("from `scaling.scale_in.cooldown`")
                            .atLeast(0));

    private final int step;
    private final int minReplicas;
    private final int maxReplicas;
    private final boolean scalesIn;
    private final long quietNanos;
    private final long outCooldownNanos;
    private final long inCooldownNanos;
    private long lastOutNanos = NEVER;
    private long lastScalingNanos = NEVER;

    Steps(Parameters parameters, PolicyContext context) {
        StepSettings settings = context.steps();
        step = parameters.integer("step", settings.outStep());
        outCooldownNanos = parameters.nanos("scale_out_cooldown", settings.outCooldownNanos());
        scalesIn = parameters.flag("scale_in", settings.inEnabled());
        quietNanos = parameters.nanos("quiet", settings.inQuietNanos());
        inCooldownNanos = parameters.nanos("scale_in_cooldown", settings.inCooldownNanos());
        minReplicas = Math.max(1, context.minReplicas());
        maxReplicas = context.maxReplicas();
    }

    /** Parameters of a policy's own, and then these. */
    static List<Parameter> after(List<Parameter> own, List<Parameter> more) {
        List<Parameter> all = new ArrayList<>(own);
        all.addAll(PARAMETERS);
        all.addAll(more);
        return all;
    }

    long quietNanos() {
        return quietNanos;
    }

    int maxReplicas() {
        return maxReplicas;
    }

    boolean isAtMaximum(int target) {
        return target >= maxReplicas;
    }

    /** Whether there is one to take away; the last replica stays. */
    boolean mayShrink(int target) {
        return scalesIn && target > minReplicas;
    }

    /** Time until the next scale-out is allowed. */
    long outWaitNanos(long now) {
        return remaining(lastOutNanos, outCooldownNanos, now);
    }

    /** Time until the next scale-in is allowed. */
    long inWaitNanos(long now) {
        return remaining(lastScalingNanos, inCooldownNanos, now);
    }

    /** Steps out. */
    int out(int target, long now) {
        lastOutNanos = now;
        lastScalingNanos = now;
        return Math.min(target + step, maxReplicas);
    }

    /** Steps in. */
    int in(int target, long now) {
        lastScalingNanos = now;
        return target - 1;
    }

    private static long remaining(long sinceNanos, long durationNanos, long now) {
        return sinceNanos == NEVER ? 0 : Math.max(0, sinceNanos + durationNanos - now);
    }
}
