package io.spillway.actuate.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spillway.actuate.cluster.Reach;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ReleaseValuesTest {

    @Test
    void whatIsSetWinsOverValuesAndTheReplicasOwnOverBoth() {
        var settings =
                settings(
                        Reach.POD_IP,
                        Map.of("server", Map.of("port", 8000, "dtype", "auto"), "a", 1),
                        Map.of("server.dtype", "half"));
        var overrides =
                new ReplicaSpec.Overrides(
                        "node-b",
                        "nvidia.com/mig-3g.48gb",
                        8002,
                        null,
                        null,
                        null,
                        Map.of("server", Map.of("maxNumSeqs", 64), "a", 2));

        Map<String, Object> values =
                ReleaseValues.of(settings, new ReplicaSpec(new ReplicaId("test-2"), 2, overrides));

        assertEquals(
                Map.of(
                        "server",
                        Map.of("port", 8002, "dtype", "half", "maxNumSeqs", 64),
                        "a",
                        2,
                        "nodeName",
                        "node-b",
                        "gpuResource",
                        "nvidia.com/mig-3g.48gb"),
                values);
    }

    @Test
    void hostPortsCountUpFromTheFirst() {
        var settings = settings(Reach.HOST_PORT, Map.of(), Map.of());
        var third = new ReplicaSpec(new ReplicaId("test-3"), 3, ReplicaSpec.Overrides.NONE);

        assertEquals(8002, ReleaseValues.port(settings, third));
        assertEquals(Map.of("server", Map.of("port", 8002)), ReleaseValues.of(settings, third));
    }

    @Test
    void aDotWithinAKeyIsEscaped() {
        var settings = settings(Reach.AUTO, Map.of(), Map.of("labels.example\\.org/team", "a"));
        var first = new ReplicaSpec(new ReplicaId("test-1"), 1, ReplicaSpec.Overrides.NONE);
        assertEquals(
                Map.of("labels", Map.of("example.org/team", "a")),
                ReleaseValues.of(settings, first));
    }

    @Test
    void aPrefixMustMakeReleaseNames() {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new HelmSettings(
                                "chart",
                                "Not_A_Name",
                                8000,
                                Reach.AUTO,
                                1,
                                values(Map.of(), Map.of())));
    }

    @Test
    void redactionHidesPlainAndEncodedSecrets() {
        var redaction = new Redaction(List.of("hf-secret", "abc"));
        assertEquals("a [hidden] b [hidden] abc", redaction.of("a hf-secret b aGYtc2VjcmV0 abc"));
    }

    private static HelmSettings settings(
            Reach reach, Map<String, Object> values, Map<String, Object> set) {
        return new HelmSettings("chart", "test", 8000, reach, 4, values(values, set));
    }

    private static HelmSettings.Values values(Map<String, Object> values, Map<String, Object> set) {
        return new HelmSettings.Values(values, set, Map.of(), HelmSettings.Keys.VLLM_SERVER);
    }
}
