package io.spillway.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.spillway.fleet.Actuator;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * What every {@link Actuator} must do, live or on virtual time. An implementation's test extends
 * this and supplies the {@link World}. What an actuator cannot do it must refuse cleanly: those
 * cases check the refusal instead.
 */
public abstract class ActuatorContract {

    /** One test's world: where replicas live, whoever controls them. */
    public interface World extends AutoCloseable {

        /** A controller's actuator; called again after the first was closed, for its successor. */
        Actuator connect(FleetEvents events);

        /** The n-th replica, from 1. */
        ReplicaSpec spec(int ordinal);

        /** Lets time pass; at most this much. */
        void drive(Duration time);

        /** How long anything may take, in the world's own time. */
        default Duration patience() {
            return Duration.ofSeconds(30);
        }

        /** After so long, what has not been told will not be. */
        default Duration quiet() {
            return Duration.ofSeconds(2);
        }

        /** Whether a successor finds what its predecessor had started. */
        default boolean replicasAreRemembered() {
            return true;
        }

        /** Makes the next start fail; false when this world cannot. */
        boolean failNextStart();

        /** Makes the next start take long (a few seconds); false when this world cannot. */
        boolean slowNextStart();

        /** Kills a replica from outside; false when this world cannot. */
        boolean kill(ReplicaId id);

        /** Whether something answers at the endpoint. */
        boolean serves(Endpoint endpoint);

        /** Everything of the actuator's making that still exists, by any name. */
        List<String> leftovers();

        @Override
        void close();
    }

    private static final Duration STEP = Duration.ofMillis(20);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final RunId RUN = new RunId("contract-run");

    private World world;
    private Actuator actuator;
    private final List<FleetEvent> events = new CopyOnWriteArrayList<>();
    private final Map<ReplicaId, Integer> starts = new LinkedHashMap<>();
    private int seen;

    /** A fresh, empty world. */
    protected abstract World newWorld() throws Exception;

    @BeforeEach
    final void connect() throws Exception {
        world = newWorld();
        actuator = world.connect(events::add);
        actuator.adopt(RUN);
    }

    @AfterEach
    final void leaveNothingBehind() {
        try {
            if (actuator.capabilities().canStart()) {
                for (ReplicaId id : starts.keySet()) {
                    actuator.stop(id, Duration.ZERO);
                }
                await("all is gone", () -> world.leftovers().isEmpty());
                await("all has ended", () -> starts.keySet().stream().noneMatch(this::isOpen));
                checkEnds();
            }
        } finally {
            actuator.close();
            world.close();
        }
    }

    @Test
    final void startedReplicaGetsAnAddressAndServes() {
        if (refusedToStart(1)) {
            return;
        }
        Endpoint endpoint = awaitAddress(1);

        assertEquals(id(1), endpoint.replica());
        await("it serves", () -> world.serves(endpoint));
    }

    @Test
    final void goesOutAndInAndOutAgain() {
        if (refusedToStart(1)) {
            return;
        }
        awaitAddress(1);
        if (actuator.capabilities().maxReplicas() >= 2) {
            start(2);
            Endpoint second = awaitAddress(2);
            await("the second serves", () -> world.serves(second));
            stopAndAwait(2);
            await("the second is off", () -> !world.serves(second));
            forget();
            start(2);
            Endpoint again = awaitAddress(2);
            await("it serves again", () -> world.serves(again));
        }
    }

    @Test
    final void startsSideBySide() {
        if (actuator.capabilities().maxReplicas() < 2 || refusedToStart(1)) {
            return;
        }
        start(2);

        Endpoint first = awaitAddress(1);
        Endpoint second = awaitAddress(2);
        assertFalse(first.baseUrl().equals(second.baseUrl()));
    }

    @Test
    final void refusesMoreThanItCanRun() {
        int max = actuator.capabilities().maxReplicas();
        if (max > 8 || refusedToStart(1)) {
            return;
        }
        for (int ordinal = 2; ordinal <= max; ordinal++) {
            start(ordinal);
        }
        awaitAddress(max);
        start(max + 1);

        FleetEvent.Failed refused = awaitFailure(max + 1);
        assertFalse(refused.reason().isBlank());
    }

    @Test
    final void failedStartSaysWhyAndLeavesNothing() {
        if (!world.failNextStart() || refusedToStart(1)) {
            return;
        }
        FleetEvent.Failed failure = awaitFailure(1);

        assertFalse(failure.reason().isBlank());
        await("nothing is left", () -> world.leftovers().isEmpty());
    }

    @Test
    final void startsAgainAfterAFailedStart() {
        if (!world.failNextStart() || refusedToStart(1)) {
            return;
        }
        awaitFailure(1);
        forget();
        start(1);

        Endpoint endpoint = awaitAddress(1);
        await("it serves", () -> world.serves(endpoint));
    }

    @Test
    final void slowStartIsWaitedFor() {
        if (!world.slowNextStart() || refusedToStart(1)) {
            return;
        }
        Endpoint endpoint = awaitAddress(1);

        await("it serves at last", () -> world.serves(endpoint));
        assertTrue(isOpen(id(1)));
    }

    @Test
    final void cancelsAStartThatIsUnderWay() {
        if (!world.slowNextStart() || refusedToStart(1)) {
            return;
        }
        world.drive(STEP);
        actuator.stop(id(1), Duration.ZERO);

        await("it ended", () -> !isOpen(id(1)));
        await("nothing is left", () -> world.leftovers().isEmpty());
    }

    @Test
    final void cancelsAStartInTheSameMoment() {
        if (refusedToStart(1)) {
            return;
        }
        actuator.stop(id(1), Duration.ZERO);

        await("it ended", () -> !isOpen(id(1)));
        await("nothing is left", () -> world.leftovers().isEmpty());
    }

    @Test
    final void replicaThatDiesIsReportedOnce() {
        if (refusedToStart(1)) {
            return;
        }
        Endpoint endpoint = awaitAddress(1);
        await("it serves", () -> world.serves(endpoint));
        if (!world.kill(id(1))) {
            return;
        }

        FleetEvent.Failed death = awaitFailure(1);
        assertFalse(death.reason().isBlank());
        world.drive(world.quiet());
        assertEquals(1, ends(id(1)));
    }

    @Test
    final void replicaThatDiesWhileStoppingEndsOnce() {
        if (refusedToStart(1)) {
            return;
        }
        Endpoint endpoint = awaitAddress(1);
        await("it serves", () -> world.serves(endpoint));
        actuator.stop(id(1), GRACE);
        if (!world.kill(id(1))) {
            return;
        }

        await("it ended", () -> !isOpen(id(1)));
        world.drive(world.quiet());
        assertEquals(1, ends(id(1)));
    }

    @Test
    final void stopsOnceHoweverOftenItIsTold() {
        if (refusedToStart(1)) {
            return;
        }
        awaitAddress(1);
        actuator.stop(id(1), GRACE);
        actuator.stop(id(1), GRACE);
        actuator.stop(id(1), Duration.ZERO);

        await("it ended", () -> !isOpen(id(1)));
        actuator.stop(id(1), Duration.ZERO);
        world.drive(world.quiet());
        assertEquals(1, ends(id(1)));
    }

    @Test
    final void successorAdoptsWhatTheRunLeft() {
        if (refusedToStart(1)) {
            return;
        }
        Endpoint before = awaitAddress(1);
        await("it serves", () -> world.serves(before));
        actuator.close();
        forget();
        actuator = world.connect(events::add);
        actuator.adopt(RUN);
        if (!world.replicasAreRemembered()) {
            world.drive(world.quiet());
            assertEquals(List.of(), List.copyOf(events.subList(seen, events.size())));
            events.clear();
            starts.clear();
            forget();
            start(1);
            awaitAddress(1);
            return;
        }

        await("it appears", () -> find(FleetEvent.Appeared.class, id(1)) != null);
        Endpoint after = awaitAddress(1);
        assertTrue(world.serves(after));
        stopAndAwait(1);
    }

    @Test
    final void successorOfAnotherRunAdoptsNothing() {
        if (refusedToStart(1)) {
            return;
        }
        awaitAddress(1);
        var foreign = new CopyOnWriteArrayList<FleetEvent>();
        Actuator other = world.connect(foreign::add);
        other.adopt(new RunId("another-run"));
        world.drive(world.quiet());
        other.close();

        assertEquals(List.of(), List.copyOf(foreign));
    }

    private void start(int ordinal) {
        starts.merge(id(ordinal), 1, Integer::sum);
        actuator.start(world.spec(ordinal));
    }

    /** What was reported so far no longer counts for {@link #find}. */
    private void forget() {
        seen = events.size();
    }

    /** Starts it; true when the actuator cannot start anything, and said so. */
    private boolean refusedToStart(int ordinal) {
        start(ordinal);
        if (actuator.capabilities().canStart()) {
            return false;
        }
        FleetEvent.Failed refused = awaitFailure(ordinal);
        assertFalse(refused.reason().isBlank());
        forget();
        actuator.stop(id(ordinal), Duration.ZERO);
        awaitFailure(ordinal);
        return true;
    }

    private ReplicaId id(int ordinal) {
        return world.spec(ordinal).id();
    }

    private Endpoint awaitAddress(int ordinal) {
        await(
                id(ordinal) + " has an address",
                () -> find(FleetEvent.Addressed.class, id(ordinal)) != null);
        var addressed = find(FleetEvent.Addressed.class, id(ordinal));
        if (addressed == null) {
            return fail("no address");
        }
        return addressed.endpoint();
    }

    private FleetEvent.Failed awaitFailure(int ordinal) {
        await(id(ordinal) + " failed", () -> find(FleetEvent.Failed.class, id(ordinal)) != null);
        var failed = find(FleetEvent.Failed.class, id(ordinal));
        return failed == null ? fail("no failure") : failed;
    }

    private void stopAndAwait(int ordinal) {
        actuator.stop(id(ordinal), GRACE);
        await(id(ordinal) + " stopped", () -> find(FleetEvent.Stopped.class, id(ordinal)) != null);
    }

    private <T extends FleetEvent> @Nullable T find(Class<T> type, ReplicaId id) {
        List<FleetEvent> all = List.copyOf(events);
        for (FleetEvent event : all.subList(seen, all.size())) {
            if (type.isInstance(event) && event.replica().equals(id)) {
                return type.cast(event);
            }
        }
        return null;
    }

    private static boolean isEnd(FleetEvent event) {
        return event instanceof FleetEvent.Stopped || event instanceof FleetEvent.Failed;
    }

    private int ends(ReplicaId id) {
        return (int) events.stream().filter(e -> e.replica().equals(id) && isEnd(e)).count();
    }

    /** Whether its last event is not its end. */
    private boolean isOpen(ReplicaId id) {
        FleetEvent last = null;
        for (FleetEvent event : events) {
            if (event.replica().equals(id)) {
                last = event;
            }
        }
        return last == null || !isEnd(last);
    }

    /** Every start has exactly one end, and no event lies before the run began. */
    private void checkEnds() {
        starts.forEach((id, count) -> assertEquals(count, ends(id), () -> id + ": " + events));
        for (FleetEvent event : events) {
            assertTrue(event.atNanos() >= 0, () -> "before the run began: " + event);
        }
    }

    private void await(String what, BooleanSupplier condition) {
        long steps = world.patience().dividedBy(STEP);
        for (long i = 0; i < steps; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            world.drive(STEP);
        }
        if (!condition.getAsBoolean()) {
            fail(
                    "not within %s: %s; events: %s; left: %s"
                            .formatted(world.patience(), what, events, world.leftovers()));
        }
    }
}
