package io.spillway.policy.kubernetes;

import static io.spillway.policy.Parameter.Kind.INTEGER;
import static io.spillway.policy.Parameter.Kind.MAP;

import io.spillway.fleet.Signal;
import io.spillway.policy.Parameter;

import java.util.List;
import java.util.stream.Stream;

/** What KEDA is told: its trigger, its scaled object, and the HPA's own settings. */
final class KedaParameters {
    private static final List<Parameter> TRIGGER =
            List.of(
                    Parameter.text(
                            "metric",
                            "sum(" + Signal.WAITING + ")",
                            "The trigger's query; a formula. A value per replica is one series"
                                    + " each, an error from two on."),
                    Parameter.number("threshold", 5, "The trigger's target.").above(0).asSetPoint(),
                    Parameter.number("activation_threshold", 0, "Active is what is above it."),
                    Parameter.choice(
                            "metric_type",
                            List.of("AverageValue", "Value"),
                            "How the target is meant."),
                    Parameter.flag(
                            "ignore_null_values",
                            true,
                            "true: nothing found is zero; false: it is an error."));

    private static final List<Parameter> SCALED_OBJECT =
            List.of(
                    Parameter.duration("polling_interval", "30s", "Of the activation loop."),
                    Parameter.duration(
                            "cooldown_period",
                            "300s",
                            "From the last activity to zero or idle; never between N and M."),
                    Parameter.duration(
                            "initial_cooldown_period",
                            "0s",
                            "From the start, before anything was active."),
                    Parameter.of("min_replica_count", INTEGER, "0 scales to zero.")
                            .from("from `fleet.min_replicas`")
                            .atLeast(0),
                    Parameter.of("max_replica_count", INTEGER, "The most.")
                            .from("from `fleet.max_replicas`")
                            .atLeast(1),
                    Parameter.of(
                                    "idle_replica_count",
                                    INTEGER,
                                    "Replicas while inactive, below the minimum.")
                            .atLeast(0),
                    Parameter.of(
                            "fallback",
                            MAP,
                            "failure_threshold, replicas and behavior ("
                                    + String.join(", ", KedaFallback.BEHAVIORS)
                                    + ")."));

    static final List<Parameter> ALL =
            Stream.of(TRIGGER, SCALED_OBJECT, HpaSettings.PARAMETERS)
                    .flatMap(List::stream)
                    .toList();

    static final List<Parameter> FALLBACK =
            List.of(
                    Parameter.of("failure_threshold", INTEGER, "Failures that are borne.")
                            .required()
                            .atLeast(0),
                    Parameter.of("replicas", INTEGER, "Replicas.").required().atLeast(0),
                    Parameter.choice("behavior", KedaFallback.BEHAVIORS, "How they are chosen."));

    private KedaParameters() {}
}
