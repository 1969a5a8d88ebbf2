package io.spillway.policy.decorator;

import static io.spillway.policy.Parameter.Kind.DURATION;
import static io.spillway.policy.Parameter.Kind.INTEGER;
import static io.spillway.policy.Parameter.Kind.LIST;

import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.ScalingPolicy;

import java.util.List;
import java.util.function.BiFunction;

/** Every decorator by name, as entries of a policy's {@code decorators}. */
public final class Decorators {
    private Decorators() {}

    /**
     * A decorator that can be asked for.
     *
     * @param name its {@code type}
     */
    public record Type(
            String name,
            String summary,
            List<Parameter> parameters,
            BiFunction<ScalingPolicy, Parameters, ScalingPolicy> factory) {
        public Type {
            parameters = List.copyOf(parameters);
        }
    }

    /** All of them, in the order of the documentation. */
    public static final List<Type> ALL =
            List.of(
                    new Type(
                            "clamp",
                            "Keeps the target within bounds of its own.",
                            List.of(
                                    Parameter.integer("min", 0, "The least."),
                                    Parameter.of("max", INTEGER, "The most.")
                                            .required()
                                            .atLeast(1)),
                            (inner, p) -> new Clamp(inner, p.integer("min"), p.integer("max"))),
                    new Type(
                            "cooldown",
                            "Nothing in a direction for a while after a scaling.",
                            List.of(
                                    Parameter.duration(
                                            "scale_out", "0s", "From one scale-out to the next."),
                                    Parameter.duration(
                                            "scale_in",
                                            "30s",
                                            "From any scaling to the next scale-in.")),
                            (inner, p) ->
                                    new Cooldown(inner, p.nanos("scale_out"), p.nanos("scale_in"))),
                    new Type(
                            "stabilise",
                            "HPA's windows: the lowest wish counts on the way up, the highest on"
                                    + " the way down.",
                            List.of(
                                    Parameter.duration("scale_out", "0s", "Window upwards."),
                                    Parameter.duration("scale_in", "5m", "Window downwards.")),
                            (inner, p) ->
                                    new Stabilise(
                                            inner, p.nanos("scale_out"), p.nanos("scale_in"))),
                    new Type(
                            "rate-limit",
                            "At most some replicas, or some percentage, within a period.",
                            List.of(
                                    Parameter.of("out_pods", INTEGER, "Added within the period.")
                                            .atLeast(1),
                                    Parameter.of(
                                                    "out_percent",
                                                    INTEGER,
                                                    "Added within the period, of the replicas at"
                                                            + " its beginning.")
                                            .atLeast(1),
                                    Parameter.of("in_pods", INTEGER, "Removed within the period.")
                                            .atLeast(1),
                                    Parameter.of(
                                                    "in_percent",
                                                    INTEGER,
                                                    "Removed within the period, of the replicas"
                                                            + " at its beginning.")
                                            .atLeast(1),
                                    Parameter.duration("period", "60s", "The period.").above(0),
                                    Parameter.choice(
                                            "select",
                                            List.of("Max", "Min"),
                                            "Which counts of pods and percent.")),
                            RateLimited::new),
                    new Type(
                            "tolerance",
                            "Ignores changes that are small against the target.",
                            List.of(
                                    Parameter.number("scale_out", 0.1, "Share of the target.")
                                            .atLeast(0),
                                    Parameter.number("scale_in", 0.1, "Share of the target.")
                                            .atLeast(0)),
                            (inner, p) ->
                                    new Tolerant(
                                            inner, p.number("scale_out"), p.number("scale_in"))),
                    new Type(
                            "schedule-overlay",
                            "Bounds by the time of the run.",
                            List.of(
                                    Parameter.of(
                                                    "entries",
                                                    LIST,
                                                    "Maps of at, min_replicas and max_replicas.")
                                            .required(),
                                    Parameter.of("repeat", DURATION, "Begin again after this time.")
                                            .above(0)),
                            ScheduleOverlay::new));
}
