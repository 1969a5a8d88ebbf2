package io.spillway.policy.basic;

import static io.spillway.policy.Parameter.Kind.TEXT;

import io.spillway.fleet.Signal;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyType;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.basic.TargetTracking.Goal;
import io.spillway.policy.basic.TargetTracking.Law;
import io.spillway.policy.formula.Metric;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The policies that keep one value at a target. */
public final class Tracking {
    private Tracking() {}

    public static final PolicyType KV_USAGE =
            new PolicyType(
                    "kv-usage",
                    "Keeps the mean KV-cache usage at a target: ceil(ready · usage / target).",
                    with(
                            Parameter.number("target", 0.7, "KV usage that is aimed for.")
                                    .above(0)
                                    .atMost(1)
                                    .asSetPoint()),
                    List.of(Signal.KV_USAGE),
                    (parameters, context) ->
                            tracking(
                                    Metric.parse("avg(" + Signal.KV_USAGE + ")"),
                                    Law.RATIO,
                                    parameters,
                                    context));

    public static final PolicyType THROUGHPUT =
            new PolicyType(
                    "throughput",
                    "Replicas by tokens per second: ceil(rate / target).",
                    with(
                            Parameter.text(
                                    "metric",
                                    "output_token_rate",
                                    "Tokens per second of the fleet; a formula."),
                            Parameter.number("target", 500, "Tokens per second of one replica.")
                                    .above(0)
                                    .asSetPoint()),
                    List.of("output_token_rate"),
                    (parameters, context) ->
                            tracking(
                                    Metric.fleet(parameters, "metric"),
                                    Law.ABSOLUTE,
                                    parameters,
                                    context));

    public static final PolicyType COMPOSITE =
            new PolicyType(
                    "composite",
                    "Keeps the pool saturation, the mean of max(queue/threshold, KV/threshold), at"
                            + " a target.",
                    with(
                            Parameter.number(
                                            "queue_threshold",
                                            5,
                                            "Waiting requests at which a replica is saturated.")
                                    .above(0),
                            Parameter.number(
                                            "kv_threshold",
                                            0.8,
                                            "KV usage at which a replica is saturated.")
                                    .above(0),
                            Parameter.number("target", 1, "Saturation that is aimed for.")
                                    .above(0)
                                    .asSetPoint()),
                    List.of(Signal.WAITING, Signal.KV_USAGE),
                    Tracking::composite);

    public static final PolicyType FORMULA =
            new PolicyType(
                    "formula",
                    "Any formula of metrics, by a ratio, an absolute or a direct law.",
                    with(
                            Parameter.of("formula", TEXT, "A value for the fleet.").required(),
                            Parameter.choice(
                                    "law",
                                    List.of("ratio", "absolute", "replicas"),
                                    "ratio: ceil(ready · value / target); absolute: ceil(value /"
                                            + " target); replicas: ceil(value)."),
                            Parameter.number("target", 1, "The value that is aimed for.")
                                    .above(0)
                                    .asSetPoint()),
                    List.of(),
                    (parameters, context) ->
                            tracking(
                                    Metric.fleet(parameters, "formula"),
                                    Law.valueOf(parameters.text("law").toUpperCase(Locale.ROOT)),
                                    parameters,
                                    context));

    private static List<Parameter> with(Parameter... own) {
        List<Parameter> all = new ArrayList<>(List.of(own));
        all.addAll(TargetTracking.PARAMETERS);
        return all;
    }

    private static ScalingPolicy composite(Parameters parameters, PolicyContext context) {
        String formula =
                "avg(max("
                        + Signal.WAITING
                        + " / "
                        + plain(parameters, "queue_threshold")
                        + ", "
                        + Signal.KV_USAGE
                        + " / "
                        + plain(parameters, "kv_threshold")
                        + "))";
        return tracking(Metric.parse(formula), Law.RATIO, parameters, context);
    }

    private static String plain(Parameters parameters, String name) {
        return BigDecimal.valueOf(parameters.number(name)).toPlainString();
    }

    private static ScalingPolicy tracking(
            Metric metric, Law law, Parameters parameters, PolicyContext context) {
        return new TargetTracking(
                new Goal(metric, parameters.number("target"), law), parameters, context);
    }
}
