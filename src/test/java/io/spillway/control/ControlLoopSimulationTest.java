package io.spillway.control;

import static io.spillway.control.ControlHarness.SECOND;
import static io.spillway.control.ControlHarness.id;
import static io.spillway.control.ControlHarness.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.control.ControlSettings.ScaleIn;
import io.spillway.control.ControlSettings.Size;
import io.spillway.control.ControlSettings.Starting;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.testing.FakeCluster.Start;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Random histories of targets and faults; the seed is the test's argument. */
class ControlLoopSimulationTest {

    private static final int MAX = 6;

    static LongStream seeds() {
        return LongStream.range(1, 61);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void fleetFollowsItsTargetThroughAnyTrouble(long seed) {
        var random = new SplittableRandom(seed);
        ControlHarness harness =
                ControlHarness.watching(
                        settings(1, MAX)
                                .with(new Size("sim", 1, MAX, random.nextInt(3), Map.of()))
                                .with(Starting.DEFAULT.withTimeout(Duration.ofSeconds(15)))
                                .with(
                                        ScaleIn.DEFAULT
                                                .withCooldown(Duration.ZERO)
                                                .withDrainTimeout(Duration.ofSeconds(20))
                                                .withVictims(victims(random))));
        for (int step = 0; step < 150; step++) {
            disturb(harness, random);
            harness.runFor(random.nextLong(4 * SECOND));
            checkInvariants(harness);
        }

        for (int ordinal = 1; ordinal <= 30; ordinal++) {
            harness.cluster.healthy(id(ordinal), true);
            harness.traffic.inFlight(id(ordinal), 0);
        }
        harness.cluster.forgetNext();
        harness.traffic.nextWarmUps();
        int wanted = 1 + random.nextInt(MAX);
        harness.policy.always(wanted);
        harness.runSeconds(400);
        assertEquals(wanted, harness.target());
        assertEquals(wanted, harness.loop.observation().ready(), harness.fleet());
        assertEquals(wanted, harness.cluster.existing().size());

        var left = new ArrayList<List<ReplicaId>>();
        harness.loop.shutdown(false, left::add);
        harness.runSeconds(2);
        assertEquals(List.of(List.of()), left);
        assertEquals(List.of(), harness.cluster.existing());
    }

    private static VictimChoice victims(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> new VictimChoice.Newest();
            case 1 -> new VictimChoice.Drained();
            default -> new VictimChoice.LeastLoaded();
        };
    }

    private static void disturb(ControlHarness harness, SplittableRandom random) {
        ReplicaId any = id(1 + random.nextInt(MAX));
        switch (random.nextInt(11)) {
            case 0, 1, 2 -> harness.policy.always(random.nextInt(MAX + 2));
            case 3 -> harness.policy.hold();
            case 4 -> harness.loop.requestScale(random.nextInt(MAX + 2), "by hand");
            case 5 -> harness.actuator.die(any, "killed");
            case 6 -> harness.cluster.next(new Start.Fails(random.nextLong(3 * SECOND), "no node"));
            case 7 -> harness.cluster.next(new Start.Hangs());
            case 8 -> harness.cluster.healthy(any, random.nextBoolean());
            case 9 -> harness.traffic.inFlight(any, random.nextInt(3));
            default -> harness.traffic.nextWarmUps(random.nextBoolean());
        }
    }

    private static void checkInvariants(ControlHarness harness) {
        var seen = harness.loop.observation();
        List<String> ready =
                seen.in(ReplicaState.READY).stream().map(view -> view.id().value()).toList();
        assertEquals(ready, harness.traffic.routedNames());
        assertTrue(seen.target() >= 1 && seen.target() <= MAX, harness::fleet);
        assertTrue(seen.current() <= MAX, harness::fleet);
        var states = new LinkedHashMap<ReplicaId, ReplicaState>();
        long last = 0;
        for (RunEvent event : harness.events) {
            if (event instanceof RunEvent.StateChanged change) {
                assertEquals(states.get(change.replica()), change.from());
                if (change.to() == ReplicaState.GONE) {
                    states.remove(change.replica());
                } else {
                    states.put(change.replica(), change.to());
                }
            }
            if (!(event instanceof RunEvent.PhaseReached)) {
                assertTrue(event.atNanos() >= last, () -> "out of order: " + event);
                last = event.atNanos();
            }
        }
        assertEquals(states.size(), seen.replicas().size());
    }
}
