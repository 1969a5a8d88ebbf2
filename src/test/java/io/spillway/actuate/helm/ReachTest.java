package io.spillway.actuate.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.actuate.apiserver.ClusterWorld;
import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.actuate.apiserver.Heard;
import io.spillway.actuate.cluster.ClusterContext;
import io.spillway.actuate.cluster.Reach;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

/** Ways to the servers of a release, with the chart's own Service and ports. */
class ReachTest {

    private static final ReplicaId FIRST = new ReplicaId("test-1");

    private ReleaseWorld world;
    private final Heard heard = new Heard();

    @BeforeEach
    void open() throws Exception {
        world = new ReleaseWorld(new FakeApiServer(), "default", true);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private HelmActuator actuator(Reach reach, Map<String, Object> server) {
        Map<String, Object> values =
                Map.of("gpuResource", "", "modelCache", Map.of("type", "none"), "server", server);
        var settings =
                new HelmSettings(
                        Path.of("charts/vllm-server").toString(),
                        "test",
                        world.machinery().kubelet().port(),
                        reach,
                        4,
                        new HelmSettings.Values(
                                values, Map.of(), Map.of(), HelmSettings.Keys.VLLM_SERVER));
        var run = new RunId("contract-run");
        var actuator =
                new HelmActuator(
                        settings,
                        world.open(),
                        new ClusterContext(
                                run, heard, world.notes::add, world.time(), ClusterWorld.PATIENCE));
        actuator.adopt(run);
        actuator.start(world.spec(1));
        return actuator;
    }

    private void isReached() {
        var addressed = heard.await(FleetEvent.Addressed.class, FIRST);
        assertTrue(
                addressed.endpoint().baseUrl().getHost().startsWith("127.0."),
                addressed.endpoint()::toString);
        assertEquals(world.machinery().kubelet().port(), addressed.endpoint().baseUrl().getPort());
        Heard.await(() -> "does not serve", () -> world.serves(addressed.endpoint()));
    }

    @Test
    void byThePortOfTheNodeThatItsServiceHas() {
        int port = world.machinery().kubelet().port();
        Map<String, Object> service = Map.of("type", "NodePort", "nodePort", port);

        try (var _ = actuator(Reach.NODE_PORT, Map.of("modelPath", "m", "service", service))) {
            isReached();
        }
    }

    @Test
    void withoutSuchAServiceItSaysWhatIsMissing() {
        try (var _ = actuator(Reach.NODE_PORT, Map.of("modelPath", "m"))) {
            var failed = heard.await(FleetEvent.Failed.class, FIRST);

            assertTrue(failed.reason().contains("has a nodePort for port"), failed.reason());
        }
    }

    @Test
    void byThePortOfTheNodeThatItsContainerHas() {
        int port = world.machinery().kubelet().port();

        try (var _ = actuator(Reach.HOST_PORT, Map.of("modelPath", "m", "hostPort", port))) {
            isReached();
        }
    }

    @Test
    void withoutSuchAPortItSaysWhatIsMissing() {
        try (var _ = actuator(Reach.HOST_PORT, Map.of("modelPath", "m"))) {
            var failed = heard.await(FleetEvent.Failed.class, FIRST);

            assertTrue(failed.reason().contains("has no hostPort for port"), failed.reason());
        }
    }
}
