package io.spillway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.analysis.RunSummary;
import io.spillway.fleet.StartPhase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FleetTextTest {

    private static FleetText live(@Nullable String config) {
        return FleetText.of(config, RunSummary.Clock.LIVE);
    }

    @Test
    void simulatedReplicasAreNamedSoWithWhatWasSet() {
        assertEquals(
                "SIMULATED replicas · start time set to 5 s · profile h100",
                live("fleet: {actuator: simulated, simulated: {startup: 5s, profile: h100}}")
                        .badge());
        assertEquals(
                "SIMULATED replicas · start time set to 20 s · profile mig-1g.12gb-llama-3.2-3b",
                live("fleet: {actuator: simulated}").badge());
        assertEquals(
                "SIMULATED replicas · start time set to 30 s on average",
                live("fleet: {actuator: simulated, simulated: {fixed: 'ttft=1ms', startup: {mean: 30s, cv: 0.2}}}")
                        .badge());
    }

    @Test
    void theVirtualClockHasNoRealReplicas() {
        FleetText fleet = FleetText.of("fleet: {actuator: helm}", RunSummary.Clock.VIRTUAL);
        assertEquals("SIMULATED replicas", fleet.badge());
        assertTrue(fleet.isSet(StartPhase.LOAD));
    }

    @Test
    void realReplicasHaveNoBadgeAndNothingSet() {
        for (String config : new String[] {"fleet: {actuator: kubernetes}", "load: [", ""}) {
            assertEquals("", live(config).badge(), config);
            assertEquals("", live(config).startNote(), config);
            assertFalse(live(config).isSet(StartPhase.LOAD), config);
        }
        assertFalse(live(null).isSimulated());
    }

    @Test
    void onlyWhatTheSimulatorDoesIsSet() {
        FleetText fleet = live("fleet: {actuator: simulated}");
        assertFalse(fleet.isSet(StartPhase.DECIDE));
        assertFalse(fleet.isSet(StartPhase.CREATE));
        assertTrue(fleet.isSet(StartPhase.SCHEDULE));
        assertTrue(fleet.isSet(StartPhase.READY));
        assertFalse(fleet.isSet(StartPhase.FIRST_ROUTED));
    }
}
