package io.spillway.actuate.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.actuate.apiserver.Heard;
import io.spillway.actuate.apiserver.Kubelet.Fate;
import io.spillway.actuate.cluster.ClusterCleanup;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunId;
import io.spillway.testing.Waits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What goes wrong with releases, what a person reads of it, and what is left. */
@Waits
class HelmTroubleTest {

    private static final ReplicaId FIRST = new ReplicaId("test-1");
    private static final RunId RUN = new RunId("contract-run");

    private FakeApiServer server;
    private ReleaseWorld world;
    private final Heard heard = new Heard();
    private Actuator actuator;

    @BeforeEach
    void connect() throws Exception {
        server = new FakeApiServer();
        world = new ReleaseWorld(server, "default", true);
        actuator = world.connect(heard);
    }

    @AfterEach
    void close() {
        actuator.close();
        world.close();
    }

    private void startAndServe(int ordinal) {
        actuator.start(world.spec(ordinal));
        var addressed = heard.await(FleetEvent.Addressed.class, world.spec(ordinal).id());
        Heard.await(() -> "does not serve", () -> world.serves(addressed.endpoint()));
    }

    @Test
    void aNameThatIsTakenIsLeftAlone() {
        Actuator other = world.connect(new Heard(), "other-run", ReleaseWorld.chart().toString());
        other.adopt(new RunId("other-run"));
        other.start(world.spec(1));
        Heard.await(() -> "not installed", () -> !world.leftovers().isEmpty());
        Heard.await(
                () -> "not labelled: " + world.open().releases().all(),
                () ->
                        world.open().releases().all().stream()
                                .anyMatch(
                                        r ->
                                                "other-run"
                                                        .equals(
                                                                r.labels()
                                                                        .get("spillway.io/run"))));
        other.close();
        actuator.adopt(RUN);

        actuator.start(world.spec(1));

        var failed = heard.await(FleetEvent.Failed.class, FIRST);
        assertTrue(failed.reason().contains("spillway cleanup --run other-run"), failed.reason());
        assertFalse(world.leftovers().isEmpty());
    }

    @Test
    void aChartThatIsNoneIsNamedAndNothingIsLeft() {
        actuator.close();
        actuator = world.connect(heard, "contract-run", "/no/such/chart");
        actuator.adopt(RUN);

        actuator.start(world.spec(1));

        var failed = heard.await(FleetEvent.Failed.class, FIRST);
        assertTrue(failed.reason().contains("/no/such/chart"), failed.reason());
        assertEquals(List.of(), world.leftovers());
    }

    @Test
    void anEvictedPodEndsItsRelease() {
        actuator.adopt(RUN);
        startAndServe(1);
        world.machinery().kubelet().evict(world.podOf(FIRST).getMetadata().getName());

        var failed = heard.await(FleetEvent.Failed.class, FIRST);

        assertTrue(failed.reason().contains("Evicted"), failed.reason());
        assertEquals(List.of(), world.leftovers());
    }

    @Test
    void runningOutOfMemoryIsNamed() {
        actuator.adopt(RUN);
        world.machinery().kubelet().next(Fate.OUT_OF_MEMORY);

        actuator.start(world.spec(1));

        var failed = heard.await(FleetEvent.Failed.class, FIRST);
        assertTrue(failed.reason().contains("OOMKilled"), failed.reason());
        assertEquals(List.of(), world.leftovers());
    }

    @Test
    void aQuotaIsNamedAndNothingIsLeft() {
        server.limitPods(0);
        actuator.adopt(RUN);

        actuator.start(world.spec(1));

        var failed = heard.await(FleetEvent.Failed.class, FIRST);
        assertTrue(failed.reason().contains("exceeded quota"), failed.reason());
        assertEquals(List.of(), world.leftovers());
    }

    @Test
    void countsFreeSlicesWhereTheExperimentNamesTheResource() {
        actuator.adopt(RUN);
        var overrides =
                new ReplicaSpec.Overrides(
                        null, "nvidia.com/mig-3g.48gb", null, null, null, null, Map.of());

        actuator.start(new ReplicaSpec(FIRST, 1, overrides));

        var failed = heard.await(FleetEvent.Failed.class, FIRST);
        assertEquals(
                "nvidia.com/mig-3g.48gb is offered by no node that takes pods", failed.reason());
        assertEquals(List.of(), world.leftovers());
    }

    @Test
    void aTokenIsOnlyInItsSecret() {
        actuator.adopt(RUN);
        startAndServe(1);
        actuator.stop(FIRST, Duration.ZERO);
        heard.await(FleetEvent.Stopped.class, FIRST);
        var settings = world.settings(ReleaseWorld.chart().toString());

        String manifest = HelmActuator.manifest(settings, world.spec(1), "default");

        assertTrue(manifest.contains("kind: Deployment"), manifest);
        assertFalse(manifest.contains(ReleaseWorld.TOKEN), manifest);
        assertTrue(manifest.contains("[hidden]"), manifest);
        assertFalse(settings.toString().contains(ReleaseWorld.TOKEN));
        assertFalse(heard.all().toString().contains(ReleaseWorld.TOKEN));
        assertFalse(world.notes.toString().contains(ReleaseWorld.TOKEN));
        assertFalse(server.requests().toString().contains(ReleaseWorld.TOKEN));
        String argv =
                String.join(" ", ProcessHandle.current().info().arguments().orElse(new String[0]));
        assertFalse(argv.contains(ReleaseWorld.TOKEN));
    }

    @Test
    void cleanUpRemovesWhatADeadControllerLeft() {
        actuator.adopt(RUN);
        startAndServe(1);
        startAndServe(2);
        var cluster = world.open();
        var cleanup = new ClusterCleanup(cluster, new HelmUninstaller(cluster), world.time());
        assertEquals(
                List.of(
                        "uninstall release test-1 (run contract-run, whose controller holds the Lease)",
                        "uninstall release test-2 (run contract-run, whose controller holds the Lease)"),
                cleanup.list(RUN).stream().map(ClusterCleanup.Leftover::describe).toList());
        assertEquals(2, cleanup.remove(cleanup.list(null)).size());
        actuator.close();

        assertEquals(List.of(), cleanup.list(new RunId("another")));
        assertEquals(List.of(), cleanup.remove(cleanup.list(RUN)));

        Heard.await(() -> "left " + world.leftovers(), () -> world.leftovers().isEmpty());
        assertEquals(List.of(), cleanup.list(null));
        assertEquals(List.of(), cluster.leases().list("app.kubernetes.io/managed-by=spillway"));
    }
}
