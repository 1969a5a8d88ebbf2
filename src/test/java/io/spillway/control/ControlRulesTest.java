package io.spillway.control;

import static io.spillway.control.ControlHarness.SECOND;
import static io.spillway.control.ControlHarness.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.RunEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The pure parts: victims, backoff, ledger, settings. */
class ControlRulesTest {

    private static ReplicaView view(int ordinal, double capacity, int inFlight) {
        return new ReplicaView(
                id(ordinal),
                ReplicaState.READY,
                0,
                capacity,
                inFlight,
                ReplicaSample.missing(id(ordinal), 0, "none"));
    }

    private static List<ReplicaId> victims(String choice, int count, ReplicaView... views) {
        return VictimChoice.named(choice).choose(List.of(views), count).stream()
                .map(ReplicaView::id)
                .toList();
    }

    @Test
    void choosesVictimsByTheirRule() {
        ReplicaView[] fleet = {view(1, 1, 4), view(2, 1, 0), view(3, 4, 8), view(4, 1, 5)};

        assertEquals(List.of(id(4), id(3)), victims("newest", 2, fleet));
        assertEquals(List.of(id(2), id(4)), victims("drained", 2, fleet));
        assertEquals(List.of(id(2), id(3), id(1)), victims("least-loaded", 3, fleet));
        assertEquals(4, victims("newest", 9, fleet).size());
        assertThrows(IllegalArgumentException.class, () -> VictimChoice.named("oldest"));
    }

    @Test
    void newestGoesFirstAmongEquals() {
        assertEquals(List.of(id(2)), victims("least-loaded", 1, view(1, 1, 3), view(2, 1, 3)));
        assertEquals(List.of(id(2)), victims("drained", 1, view(1, 1, 0), view(2, 1, 0)));
    }

    @Test
    void waitDoublesUpToItsMaximumAndSuccessEndsIt() {
        var backoff = new StartBackoff(ControlSettings.Starting.DEFAULT);
        long[] waits = new long[8];
        for (int i = 0; i < waits.length; i++) {
            backoff.failed(0);
            waits[i] = backoff.notBeforeNanos() / SECOND;
        }
        assertEquals(
                List.of(2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L),
                Stream.of(waits).flatMap(w -> Arrays.stream(w).boxed()).toList());
        assertTrue(backoff.isExhausted());

        backoff.newSeries();
        assertFalse(backoff.isExhausted());
        backoff.succeeded();
        backoff.failed(0);
        assertEquals(2 * SECOND, backoff.notBeforeNanos());
    }

    private static RunEvent state(
            double seconds, int ordinal, @Nullable ReplicaState from, ReplicaState to) {
        return new RunEvent.StateChanged(
                (long) (seconds * SECOND), id(ordinal), from, to, "because");
    }

    private static ReplicaLedger ledger() {
        var ledger = new ReplicaLedger();
        Stream.of(
                        state(-5, 1, null, ReplicaState.STARTING),
                        state(-1, 1, ReplicaState.STARTING, ReplicaState.READY),
                        state(10, 2, null, ReplicaState.STARTING),
                        state(15, 2, ReplicaState.STARTING, ReplicaState.READY),
                        state(40, 2, ReplicaState.READY, ReplicaState.DRAINING),
                        state(42, 2, ReplicaState.DRAINING, ReplicaState.GONE))
                .forEach(ledger::on);
        return ledger;
    }

    @Test
    void ledgerTellsPaidFromReady() {
        ReplicaLedger ledger = ledger();
        ReplicaLedger.Supply supply = ledger.supply(0, 50 * SECOND);

        assertEquals(1, supply.min());
        assertEquals(2, supply.max());
        assertEquals(75, supply.readySeconds(), 1e-9);
        assertEquals(82, supply.paidSeconds(), 1e-9);
        assertEquals(1.5, supply.average(), 1e-9);
        assertEquals(
                Map.of(
                        id(1), new ReplicaLedger.Seconds(50, 50),
                        id(2), new ReplicaLedger.Seconds(25, 32)),
                ledger.byReplica(0, 50 * SECOND));
        assertEquals(Map.of(ReplicaState.READY, 1), ledger.counts());
    }

    @Test
    void ledgerCutsAtTheWindow() {
        ReplicaLedger.Supply supply = ledger().supply(20 * SECOND, 30 * SECOND);

        assertEquals(new ReplicaLedger.Supply(2, 2, 2, 20, 20), supply);
    }

    @Test
    void secondLifeOfANameHasAWaterfallOfItsOwn() {
        var waterfalls = new Waterfalls();
        waterfalls.on(state(0, 1, null, ReplicaState.STARTING));
        waterfalls.on(state(1, 1, ReplicaState.STARTING, ReplicaState.GONE));
        waterfalls.on(state(2, 1, null, ReplicaState.STARTING));

        assertEquals(List.of(1, 2), waterfalls.all().stream().map(Waterfall::life).toList());
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThrows(IllegalArgumentException.class, () -> ControlSettings.Size.of("a", 3, 2));
        assertThrows(
                IllegalArgumentException.class,
                () -> ControlSettings.Observing.every(Duration.ZERO, Duration.ofSeconds(5)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ControlSettings.ScaleOut(-1, Duration.ZERO));
    }
}
