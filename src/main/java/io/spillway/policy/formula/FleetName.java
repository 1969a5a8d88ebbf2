package io.spillway.policy.formula;

import io.spillway.fleet.FleetObservation;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Names in formulas that have one value for the whole fleet. */
enum FleetName {
    READY(FleetObservation::ready),
    STARTING(FleetObservation::starting),
    DRAINING(FleetObservation::draining),
    CURRENT(FleetObservation::current),
    TARGET(FleetObservation::target),
    IN_FLIGHT(o -> o.load().inFlight()),
    HELD(o -> o.load().held()),
    OFFERED_RATE(o -> o.load().offeredPerSecond()),
    SENT_RATE(o -> o.load().sentPerSecond()),
    FINISHED_RATE(o -> o.load().finishedPerSecond()),
    FAILED_RATE(o -> o.load().failedPerSecond()),
    INPUT_TOKEN_RATE(o -> o.load().inputTokensPerSecond()),
    OUTPUT_TOKEN_RATE(o -> o.load().outputTokensPerSecond()),
    TTFT_P50(o -> o.load().ttftP50Seconds()),
    TTFT_P95(o -> o.load().ttftP95Seconds()),
    ITL_P50(o -> o.load().itlP50Seconds()),
    ITL_P95(o -> o.load().itlP95Seconds());

    // A constant accessor.
    @SuppressWarnings("ImmutableEnumChecker")
    private final ToDoubleFunction<FleetObservation> value;

    FleetName(ToDoubleFunction<FleetObservation> value) {
        this.value = value;
    }

    double of(FleetObservation observation) {
        return value.applyAsDouble(observation);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable FleetName named(String label) {
        for (FleetName name : values()) {
            if (name.label().equals(label)) {
                return name;
            }
        }
        return null;
    }
}
