package io.spillway.policy.aibrix;

import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.aibrix.AibrixAlgorithms.Limits;
import io.spillway.policy.kubernetes.Stabilisation;

import java.util.List;

/** The annotations that APA and KPA share. */
record AibrixSettings(
        Limits limits,
        long resyncNanos,
        long windowNanos,
        long panicWindowNanos,
        long upCooldownNanos,
        long downCooldownNanos,
        boolean asDocumented) {

    static final List<Parameter> PARAMETERS =
            List.of(
                    Parameter.number("max_scale_up_rate", 2, "Most growth per evaluation.")
                            .above(1),
                    Parameter.number("max_scale_down_rate", 2, "Most shrinking per evaluation.")
                            .above(1),
                    Parameter.number("scale_up_tolerance", 0.1, "Above the target by more.")
                            .atLeast(0),
                    Parameter.number("scale_down_tolerance", 0.1, "Below the target by more.")
                            .atLeast(0),
                    Parameter.duration("scale_up_cooldown_window", "0s", "Window on the way up."),
                    Parameter.duration(
                            "scale_down_cooldown_window", "300s", "Window on the way down."),
                    Parameter.duration("observe_window", "180s", "Window of the stable average."),
                    Parameter.duration("resync", "10s", "How often it evaluates."),
                    Parameter.choice(
                            "variant",
                            List.of("as-implemented", "as-documented"),
                            "Where code and documentation differ."));

    static AibrixSettings of(Parameters parameters) {
        return new AibrixSettings(
                new Limits(
                        parameters.number("max_scale_up_rate"),
                        parameters.number("max_scale_down_rate"),
                        parameters.number("scale_up_tolerance"),
                        parameters.number("scale_down_tolerance")),
                parameters.nanos("resync"),
                parameters.nanos("observe_window"),
                parameters.nanos("panic_window", 0),
                parameters.nanos("scale_up_cooldown_window"),
                parameters.nanos("scale_down_cooldown_window"),
                parameters.is("variant", "as-documented"));
    }

    /** What damps recommendations: as documented a stabilisation like the HPA's. */
    Damping damping() {
        if (asDocumented) {
            return new Stabilisation(upCooldownNanos, downCooldownNanos)::stabilise;
        }
        return new CooldownWindow(upCooldownNanos, downCooldownNanos)::stabilise;
    }

    @FunctionalInterface
    interface Damping {
        int stabilise(long nowNanos, int current, int recommended);
    }
}
