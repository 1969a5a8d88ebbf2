package io.spillway.actuate.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.actuate.apiserver.ApiServer;
import io.spillway.actuate.apiserver.Heard;
import io.spillway.actuate.apiserver.Kubelet.Fate;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunId;
import io.spillway.fleet.StartPhase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

/** What goes wrong on a cluster, what a person reads of it, and what is left. */
abstract class WorkloadTroubles {

    private static final ReplicaId FIRST = new ReplicaId("replica-1");
    private static final ReplicaId SECOND = new ReplicaId("replica-2");

    ApiServer server;
    String namespace;
    WorkloadWorld world;
    final Heard heard = new Heard();
    Actuator actuator;

    /** A server, and the name of an empty namespace in it. */
    record Place(ApiServer server, String namespace, boolean isOurs) {}

    abstract Place newPlace() throws Exception;

    /** No more pods than this may be in the namespace. */
    abstract void limitPods(int most) throws Exception;

    @BeforeEach
    void connect() throws Exception {
        connect(0);
    }

    private void connect(int replicas) throws Exception {
        Place place = newPlace();
        server = place.server;
        namespace = place.namespace;
        world = new WorkloadWorld(server, namespace, place.isOurs, replicas);
        actuator = world.connect(heard);
    }

    final void begin() {
        actuator.adopt(new RunId("contract-run"));
    }

    @AfterEach
    void close() {
        actuator.close();
        world.close();
    }

    final FleetEvent.Addressed startAndServe(int ordinal) {
        actuator.start(world.spec(ordinal));
        var addressed = heard.await(FleetEvent.Addressed.class, world.spec(ordinal).id());
        Heard.await(() -> "does not serve", () -> world.serves(addressed.endpoint()));
        awaitReady(world.spec(ordinal).id());
        return addressed;
    }

    /** A workload's controller takes those that are not ready before any other. */
    private void awaitReady(ReplicaId id) {
        Heard.await(() -> id + " is not ready", () -> world.machinery().isReady(id.value()));
    }

    private void awaitNote(String part) {
        Heard.await(
                () -> "no note with '%s': %s".formatted(part, world.notes),
                () -> world.notes.stream().anyMatch(note -> note.text().contains(part)));
    }

    @ParameterizedTest
    @CsvSource({
        "NO_IMAGE, image vllm:1 cannot be had",
        "CRASHES, CUDA out of luck",
        "OUT_OF_MEMORY, OOMKilled",
        "NO_NODE, nvidia.com/mig-1g.12gb"
    })
    void aFailedStartSaysWhy(Fate fate, String why) {
        server.node()
                .order(
                        namespace,
                        "2026-01-01T00:00:00Z starting\n2026-01-01T00:00:01Z CUDA out of luck\n");
        begin();
        world.machinery().kubelet().next(fate);

        actuator.start(world.spec(1));

        var failed = heard.await(FleetEvent.Failed.class, FIRST);
        assertTrue(failed.reason().contains(why), failed.reason());
        Heard.await(() -> "left " + world.leftovers(), () -> world.leftovers().isEmpty());
        assertEquals(0, world.replicas());
    }

    @Test
    void theWaterfallComesFromTheCluster() {
        begin();
        server.node()
                .order(
                        namespace,
                        "%s Starting to load model\n%<s Loading weights took 1.5 seconds\n%<s init engine took 3.5 seconds\n"
                                .formatted("2026-01-01T00:00:00Z"));
        startAndServe(1);

        for (StartPhase phase :
                new StartPhase[] {
                    StartPhase.CREATE,
                    StartPhase.SCHEDULE,
                    StartPhase.PULL,
                    StartPhase.START,
                    StartPhase.INIT,
                    StartPhase.LOAD
                }) {
            Heard.await(
                    () -> "no %s: %s".formatted(phase, heard.all()),
                    () ->
                            heard.all().stream()
                                    .anyMatch(
                                            e ->
                                                    e instanceof FleetEvent.Reached r
                                                            && r.phase() == phase));
        }
    }

    @Test
    void aQuotaIsNamed() throws Exception {
        begin();
        limitPods(1);
        startAndServe(1);

        actuator.start(world.spec(2));

        var failed = heard.await(FleetEvent.Failed.class, SECOND);
        assertTrue(failed.reason().contains("exceeded quota"), failed.reason());
        Heard.await(() -> "scaled to " + world.replicas(), () -> world.replicas() == 1);
    }

    @Test
    void refusesWithNumbersWhenNoSliceIsFree() {
        begin();
        for (int ordinal = 1; ordinal <= 4; ordinal++) {
            startAndServe(ordinal);
        }

        actuator.start(world.spec(5));

        var failed = heard.await(FleetEvent.Failed.class, new ReplicaId("replica-5"));
        assertEquals(
                "no free nvidia.com/mig-1g.12gb: node node-a: 4 of 4 requested", failed.reason());
        assertEquals(4, world.replicas());
    }

    @Test
    void asksForNoMorePodsAtOnceThanThereAreSlices() {
        begin();
        startAndServe(1);

        for (int ordinal = 2; ordinal <= 6; ordinal++) {
            actuator.start(world.spec(ordinal));
        }

        var failed = heard.await(FleetEvent.Failed.class, new ReplicaId("replica-6"));
        assertTrue(failed.reason().startsWith("no free nvidia.com/mig-1g.12gb: "), failed.reason());
        heard.await(FleetEvent.Failed.class, new ReplicaId("replica-5"));
        assertTrue(world.replicas() <= 4, () -> "asks for " + world.replicas());
    }

    @Test
    void anAutoscalerThatWouldFightIsNamedAndNothingIsScaled() {
        world.machinery()
                .client()
                .genericKubernetesResources("autoscaling/v2", "HorizontalPodAutoscaler")
                .inNamespace(namespace)
                .resource(Scalers.horizontalPodAutoscaler("by-queue", "vllm"))
                .create();
        begin();

        actuator.start(world.spec(1));

        var failed = heard.await(FleetEvent.Failed.class, FIRST);
        assertTrue(failed.reason().contains("HorizontalPodAutoscaler by-queue"), failed.reason());
        assertEquals(0, world.replicas());
    }

    @Test
    void aWatchThatIsCutIsBegunAnew() {
        begin();
        startAndServe(1);

        server.setAway(true);
        server.setAway(false);

        startAndServe(2);
        assertNull(heard.last(FleetEvent.Failed.class, FIRST));
    }

    @Test
    void anEvictedPodIsAFailureAndItsPlaceIsKeptForItsSuccessor() {
        begin();
        startAndServe(1);
        world.machinery().kubelet().evict(world.podOf(FIRST).getMetadata().getName());

        var failed = heard.await(FleetEvent.Failed.class, FIRST);
        assertTrue(failed.reason().contains("Evicted"), failed.reason());
        var before = heard.all().size();
        actuator.start(world.spec(1));
        Heard.await(
                () -> "no successor: " + heard.all(),
                () ->
                        heard.all().stream()
                                .skip(before)
                                .anyMatch(FleetEvent.Addressed.class::isInstance));
        assertEquals(1, world.replicas());
        Heard.await(() -> "left " + world.leftovers(), () -> world.leftovers().size() == 1);
    }

    @Test
    void anApiServerThatIsAwayChangesNothingButIsTold() {
        begin();
        var addressed = startAndServe(1);

        server.setAway(true);
        awaitNote("cannot be listed");
        actuator.start(world.spec(2));
        Heard.pass(500);
        assertTrue(world.serves(addressed.endpoint()));
        assertNull(heard.last(FleetEvent.Failed.class, FIRST));

        server.setAway(false);
        awaitNote("answers again");
        heard.await(FleetEvent.Addressed.class, SECOND);
        assertEquals(2, world.replicas());
    }

    @Test
    void theReplicaThatIsToldToStopIsTheOneThatGoes() {
        begin();
        startAndServe(1);
        startAndServe(2);
        startAndServe(3);

        actuator.stop(SECOND, Duration.ofSeconds(5));

        heard.await(FleetEvent.Stopped.class, SECOND);
        assertEquals(2, world.replicas());
        assertNull(heard.last(FleetEvent.Leaving.class, FIRST));
        assertNull(heard.last(FleetEvent.Failed.class, FIRST));
    }

    @Test
    void podsOfBeforeTheRunAreItsFirstReplicasAndAreGivenBack() throws Exception {
        close();
        connect(2);
        Heard.await(() -> "no pods", () -> world.leftovers().size() == 2);
        begin();
        heard.await(FleetEvent.Addressed.class, FIRST);
        heard.await(FleetEvent.Addressed.class, SECOND);
        awaitReady(FIRST);
        awaitReady(SECOND);
        startAndServe(3);
        assertEquals(3, world.replicas());
        for (ReplicaId id : new ReplicaId[] {FIRST, SECOND, new ReplicaId("replica-3")}) {
            actuator.stop(id, Duration.ZERO);
            heard.await(FleetEvent.Stopped.class, id);
        }
        assertEquals(0, world.replicas());

        actuator.close();

        assertEquals(2, world.replicas());
    }

    @Test
    void aSecondControllerOfAnotherRunIsRefused() {
        begin();
        startAndServe(1);
        world.run("other-run");
        var other = new Heard();
        Actuator second = world.connect(other);
        second.adopt(new RunId("other-run"));

        second.start(world.spec(2));

        var failed = other.await(FleetEvent.Failed.class, SECOND);
        assertTrue(failed.reason().contains("run contract-run"), failed.reason());
        second.close();
        assertEquals(1, world.replicas());
    }
}
