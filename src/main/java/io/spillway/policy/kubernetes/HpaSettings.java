package io.spillway.policy.kubernetes;

import static io.spillway.policy.Parameter.Kind.DURATION;
import static io.spillway.policy.Parameter.Kind.LIST;
import static io.spillway.policy.Parameter.Kind.MAP;
import static io.spillway.policy.Parameter.Kind.NUMBER;

import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.kubernetes.ScalingRules.Rate;
import io.spillway.policy.kubernetes.ScalingRules.Select;
import io.spillway.policy.kubernetes.ScalingRules.Unit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The autoscaler's flags and {@code spec.behavior}. */
record HpaSettings(
        long syncPeriodNanos, Tolerance tolerance, ScalingRules scaleUp, ScalingRules scaleDown) {

    /** The controller's flags and the behaviour, shared by every policy that is an HPA. */
    static final List<Parameter> PARAMETERS =
            List.of(
                    Parameter.duration("sync_period", "15s", "How often it evaluates."),
                    Parameter.number(
                                    "tolerance",
                                    0.1,
                                    "Share of the target that usage may be off before anything is"
                                            + " done.")
                            .atLeast(0),
                    Parameter.duration(
                            "downscale_stabilization",
                            "5m",
                            "Window over which the highest proposal counts on the way down, unless"
                                    + " behavior says otherwise."),
                    Parameter.of(
                            "behavior",
                            MAP,
                            "scale_up and scale_down: stabilization_window_seconds, tolerance,"
                                    + " select_policy (Max, Min, Disabled) and policies (type Pods"
                                    + " or Percent, value, period_seconds). Unset: up by 4 pods or"
                                    + " 100 % in 15 s, down by 100 % in 15 s."));

    private static final List<Parameter> DIRECTIONS =
            List.of(
                    Parameter.of("scale_up", MAP, "Upwards."),
                    Parameter.of("scale_down", MAP, "Downwards."));

    private static final List<Parameter> RULES =
            List.of(
                    Parameter.of("stabilization_window_seconds", DURATION, "Window.")
                            .atLeast(0)
                            .atMost(3600),
                    Parameter.of("tolerance", NUMBER, "Tolerance in this direction.").atLeast(0),
                    Parameter.choice(
                            "select_policy", List.of("Max", "Min", "Disabled"), "Which counts."),
                    Parameter.of("policies", LIST, "Rates."));

    private static final List<Parameter> RATE =
            List.of(
                    Parameter.choice("type", List.of("Pods", "Percent"), "Unit."),
                    Parameter.of("value", Parameter.Kind.INTEGER, "How many.")
                            .required()
                            .atLeast(1),
                    Parameter.of("period_seconds", DURATION, "Within.")
                            .required()
                            .above(0)
                            .atMost(1800));

    static HpaSettings of(Parameters parameters) {
        Parameters behavior = parameters.nested("behavior", DIRECTIONS);
        Parameters up = behavior.nested("scale_up", RULES);
        Parameters down = behavior.nested("scale_down", RULES);
        double tolerance = parameters.number("tolerance");
        return new HpaSettings(
                parameters.nanos("sync_period"),
                new Tolerance(
                        down.number("tolerance", tolerance), up.number("tolerance", tolerance)),
                rules(up, ScalingRules.DEFAULT_UP, 0),
                rules(
                        down,
                        ScalingRules.DEFAULT_DOWN,
                        parameters.nanos("downscale_stabilization")));
    }

    private static ScalingRules rules(Parameters given, ScalingRules byDefault, long windowNanos) {
        return new ScalingRules(
                given.nanos("stabilization_window_seconds", windowNanos),
                Select.valueOf(given.text("select_policy").toUpperCase(Locale.ROOT)),
                given.has("policies") ? rates(given) : byDefault.policies());
    }

    private static List<Rate> rates(Parameters given) {
        List<Rate> rates = new ArrayList<>();
        for (Parameters rate : given.nestedList("policies", RATE)) {
            rates.add(
                    new Rate(
                            Unit.valueOf(rate.text("type").toUpperCase(Locale.ROOT)),
                            rate.integer("value"),
                            rate.nanos("period_seconds")));
        }
        if (rates.isEmpty()) {
            throw given.refusal("policies", "an empty list", "at least one policy");
        }
        return rates;
    }

    /** Upstream's defaults. */
    static HpaSettings defaults() {
        return new HpaSettings(
                Duration.ofSeconds(15).toNanos(),
                Tolerance.DEFAULT,
                ScalingRules.DEFAULT_UP,
                ScalingRules.DEFAULT_DOWN);
    }
}
