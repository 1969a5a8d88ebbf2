package io.spillway.sim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.ReplicaSpec.Overrides;
import io.spillway.fleet.RunId;
import io.spillway.fleet.StartPhase;
import io.spillway.sim.EngineTuning;
import io.spillway.sim.StartupModel;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

class EmbeddedFleetTest {

    private final List<FleetEvent> events = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable EmbeddedFleet fleet;

    @AfterEach
    void close() {
        if (fleet != null) {
            fleet.close();
        }
        client.close();
    }

    @Test
    void aReplicaPassesItsPhasesThenServes() throws Exception {
        EmbeddedFleet fleet = fleet(Duration.ofMillis(400), 0);
        fleet.adopt(new RunId("r"));
        fleet.start(spec("sim-1", 1));

        FleetEvent.Addressed address = awaitEvent(FleetEvent.Addressed.class, "sim-1");
        URI url = address.endpoint().baseUrl();
        assertThrows(
                ConnectException.class, () -> new Socket(url.getHost(), url.getPort()).close());
        awaitServing(address);

        assertEquals(
                List.of(
                        StartPhase.CREATE,
                        StartPhase.SCHEDULE,
                        StartPhase.PULL,
                        StartPhase.START,
                        StartPhase.LOAD),
                events.stream()
                        .filter(FleetEvent.Reached.class::isInstance)
                        .map(event -> ((FleetEvent.Reached) event).phase())
                        .toList());
        long created = events.getFirst().atNanos();
        long loaded = events.getLast().atNanos();
        assertEquals(400_000_000 * 0.42, loaded - created, 1_000_000);
        assertTrue(address.capacityPrior() > 0);
    }

    @Test
    void aStopLetsRequestsFinishAndIsToldOnce() throws Exception {
        EmbeddedFleet fleet = fleet(Duration.ZERO, 0);
        fleet.start(spec("sim-1", 1));
        FleetEvent.Addressed address = awaitEvent(FleetEvent.Addressed.class, "sim-1");
        awaitServing(address);
        CompletableFuture<HttpResponse<String>> stream =
                client.sendAsync(
                        HttpRequest.newBuilder(address.endpoint().resolve("/v1/completions"))
                                .header("content-type", "application/json")
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"prompt\":[1],\"max_tokens\":40,\"stream\":true}"))
                                .build(),
                        BodyHandlers.ofString());
        TestServer.eventually(
                "it runs",
                () -> metrics(address).contains("running{engine=\"0\",model_name=\"m\"} 1.0"));

        fleet.stop(new ReplicaId("sim-1"), Duration.ofSeconds(20));
        fleet.stop(new ReplicaId("sim-1"), Duration.ofSeconds(20));

        assertEquals("[DONE]", TestServer.events(stream.get().body()).getLast());
        awaitEvent(FleetEvent.Stopped.class, "sim-1");
        fleet.stop(new ReplicaId("sim-1"), Duration.ZERO);
        fleet.stop(new ReplicaId("never-was"), Duration.ZERO);
        assertRefused(address);
        assertEquals(1, count(FleetEvent.Stopped.class::isInstance));
    }

    @Test
    void aStopCancelsAStart() throws Exception {
        EmbeddedFleet fleet = fleet(Duration.ofHours(1), 0);
        fleet.start(spec("sim-1", 1));
        awaitEvent(FleetEvent.Addressed.class, "sim-1");

        fleet.stop(new ReplicaId("sim-1"), Duration.ofMinutes(5));

        awaitEvent(FleetEvent.Stopped.class, "sim-1");
    }

    @Test
    void thePortFollowsTheOrdinalAndATakenOneFailsTheStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            int base = taken.getLocalPort() - 1;
            EmbeddedFleet fleet = fleet(Duration.ZERO, base);
            fleet.start(spec("sim-2", 2));

            FleetEvent.Failed failed = awaitEvent(FleetEvent.Failed.class, "sim-2");

            assertTrue(failed.reason().contains("port " + (base + 1)), failed.reason());
        }
    }

    @Test
    void moreThanTheMostAreRefused() throws Exception {
        EmbeddedFleet fleet = fleet(Duration.ofHours(1), 0);
        for (int i = 1; i <= 4; i++) {
            fleet.start(spec("sim-" + i, i));
        }

        FleetEvent.Failed failed = awaitEvent(FleetEvent.Failed.class, "sim-4");

        assertEquals("there are already 3 replicas", failed.reason());
    }

    @Test
    void anOverrideGivesAReplicaItsOwnProfile() throws Exception {
        var tuning = EngineTuning.NONE.withMaxNumSeqs(16);
        var engine =
                new EngineSpec.Modelled(
                        EngineSpec.Modelled.named("mig-1g.12gb-llama-3.2-3b").profile(), tuning);
        EmbeddedFleet fleet = fleet(SimulateSettings.of(0, engine), 0);
        fleet.start(spec("sim-1", 1));
        fleet.start(
                new ReplicaSpec(
                        new ReplicaId("sim-2"), 2, overrides("mig-3g.48gb-llama-3.2-3b", null)));
        fleet.start(new ReplicaSpec(new ReplicaId("sim-3"), 3, overrides("no-such", null)));

        double small = awaitEvent(FleetEvent.Addressed.class, "sim-1").capacityPrior();
        FleetEvent.Addressed large = awaitEvent(FleetEvent.Addressed.class, "sim-2");
        awaitServing(large);

        assertTrue(large.capacityPrior() > 2 * small, large.capacityPrior() + " vs " + small);
        assertTrue(metrics(large).contains("num_gpu_blocks=\"19800\""));
        assertTrue(
                awaitEvent(FleetEvent.Failed.class, "sim-3").reason().contains("no-such"),
                "names the profile");
    }

    @Test
    void aWeightOverridesThePrior() throws Exception {
        EmbeddedFleet fleet = fleet(Duration.ZERO, 0);
        fleet.start(new ReplicaSpec(new ReplicaId("sim-1"), 1, overrides(null, 2.5)));

        assertEquals(2.5, awaitEvent(FleetEvent.Addressed.class, "sim-1").capacityPrior());
    }

    @Test
    void closingEndsEverything() throws Exception {
        EmbeddedFleet fleet = fleet(Duration.ZERO, 0);
        fleet.start(spec("sim-1", 1));
        FleetEvent.Addressed address = awaitEvent(FleetEvent.Addressed.class, "sim-1");
        awaitServing(address);

        fleet.close();

        assertRefused(address);
    }

    private EmbeddedFleet fleet(Duration startup, int basePort) {
        var engine = new EngineSpec.Fixed(FixedTiming.parse("ttft=10ms,itl=10ms"), 256);
        return fleet(
                SimulateSettings.of(0, engine)
                        .withModels(List.of("m"))
                        .withStartup(StartupModel.fixed(startup)),
                basePort);
    }

    private EmbeddedFleet fleet(SimulateSettings server, int basePort) {
        var made =
                new EmbeddedFleet(
                        new EmbeddedFleet.Settings(server, basePort, 3, 2),
                        SystemTime.start(),
                        events::add);
        fleet = made;
        return made;
    }

    private static ReplicaSpec spec(String id, int ordinal) {
        return new ReplicaSpec(new ReplicaId(id), ordinal, Overrides.NONE);
    }

    private static Overrides overrides(@Nullable String profile, @Nullable Double weight) {
        return new Overrides(null, null, null, weight, profile, null, Map.of());
    }

    private <T extends FleetEvent> T awaitEvent(Class<T> type, String replica) {
        Predicate<FleetEvent> wanted =
                event -> type.isInstance(event) && event.replica().value().equals(replica);
        TestServer.eventually(type.getSimpleName(), () -> count(wanted) > 0);
        return assertInstanceOf(type, events.stream().filter(wanted).findFirst().orElseThrow());
    }

    private long count(Predicate<FleetEvent> wanted) {
        return events.stream().filter(wanted).count();
    }

    private void awaitServing(FleetEvent.Addressed address) {
        TestServer.eventually("it serves", () -> get(address, "/health") != null);
    }

    private String metrics(FleetEvent.Addressed address) {
        String page = get(address, "/metrics");
        return page == null ? "" : page;
    }

    private @Nullable String get(FleetEvent.Addressed address, String path) {
        try {
            var request = HttpRequest.newBuilder(address.endpoint().resolve(path)).build();
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException refused) {
            return null;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(FleetEvent.Addressed address) {
        URI url = address.endpoint().baseUrl();
        assertThrows(
                ConnectException.class, () -> new Socket(url.getHost(), url.getPort()).close());
    }
}
