package io.spillway.report;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.analysis.RunSummary;
import io.spillway.fleet.StartPhase;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;

/**
 * Whether the replicas of a run were real, and what of them was set rather than measured.
 *
 * @param isSimulated a model of an engine served, live or on the virtual clock
 * @param startUp how long a start was set to take, {@code "5 s"}; empty when it was not set
 * @param profile of the engine that was modelled; empty when it is not known
 */
public record FleetText(boolean isSimulated, String startUp, String profile) {
    private static final String DEFAULT_STARTUP = "20s";
    private static final String DEFAULT_PROFILE = "mig-1g.12gb-llama-3.2-3b";

    public static FleetText of(RunData data) {
        return of(data.config(), data.summary().identity().clock());
    }

    /** Of a configuration as it was run; the virtual clock has no other replicas than simulated. */
    static FleetText of(@Nullable String config, RunSummary.Clock clock) {
        JsonNode fleet = ConfigText.section(config, "fleet");
        boolean virtual = clock == RunSummary.Clock.VIRTUAL;
        if (!fleet.path("actuator").asText().equals("simulated")) {
            return new FleetText(virtual, "", "");
        }
        JsonNode simulated = fleet.path("simulated");
        return new FleetText(
                true,
                startUp(simulated.path("startup")),
                simulated.has("fixed") ? "" : simulated.path("profile").asText(DEFAULT_PROFILE));
    }

    private static String startUp(JsonNode setting) {
        if (!setting.isObject()) {
            return PolicyText.spaced(setting.asText(DEFAULT_STARTUP));
        }
        String mean = PolicyText.spaced(setting.path("mean").asText(DEFAULT_STARTUP));
        return setting.path("cv").asDouble(0) > 0 ? mean + " on average" : mean;
    }

    /** {@code "SIMULATED replicas · start time set to 5 s · profile …"}; empty for real ones. */
    public String badge() {
        if (!isSimulated) {
            return "";
        }
        var words = new ArrayList<String>();
        words.add("SIMULATED replicas");
        if (!startUp.isEmpty()) {
            words.add("start time set to " + startUp);
        }
        if (!profile.isEmpty()) {
            words.add("profile " + profile);
        }
        return String.join(" · ", words);
    }

    /** Whether the length of the span that ends with a phase was set, not measured. */
    public boolean isSet(StartPhase until) {
        return isSimulated
                && until.compareTo(StartPhase.CREATE) > 0
                && until.compareTo(StartPhase.READY) <= 0;
    }

    /** What a reader of start times must know; empty for real replicas. */
    public String startNote() {
        if (!isSimulated) {
            return "";
        }
        return startUp.isEmpty()
                ? "The replicas are simulated: the time from creating one to its readiness follows a setting, not a real start."
                : "The replicas are simulated: the time from creating one to its readiness follows a setting (fleet.simulated.startup: %s), not a real start."
                        .formatted(startUp);
    }
}
